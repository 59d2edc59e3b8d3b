// swift-tools-version: 6.2
import PackageDescription

// Every target: warnings are errors, and an existential is written `any`.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// The modules that do arithmetic in loops are optimised in debug builds too: unoptimised they are 60 to 90
// times slower, and plain `swift test` drives 100,000 random plans through them.
let hot: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "lotwise",
  products: [
    .executable(name: "lotwise", targets: ["lotwise"]),
    .library(name: "LotwiseLedger", targets: ["Ledger", "Pricing", "Quantities"]),
  ],
  targets: [
    // Arrows run one way, top to bottom; Tests/TidyTests reads the imports and fails on any other.
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "Quantities", swiftSettings: hot),
    .target(name: "LinearAlgebra", swiftSettings: hot),
    .target(
      name: "Pricing", dependencies: ["Quantities"], resources: [.embedInCode("Data")],
      swiftSettings: hot),
    .target(name: "Ledger", dependencies: ["Quantities"], swiftSettings: hot),
    .target(name: "Demand", dependencies: ["Pricing", "Quantities"], swiftSettings: hot),
    .target(
      name: "Scenario", dependencies: ["Demand", "Pricing", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "Documents", dependencies: ["Quantities", "CYAML"], exclude: ["README.md"], swiftSettings: hot),
    .target(
      name: "ScenarioFile",
      dependencies: ["Documents", "Scenario", "Demand", "Pricing", "Ledger", "Quantities"],
      exclude: ["README.md"], resources: [.embedInCode("Data")],
      swiftSettings: hot),
    .target(
      name: "Simulation", dependencies: ["Scenario", "Demand", "Pricing", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "Analysis", dependencies: ["Simulation", "Scenario", "LinearAlgebra", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "Reports",
      dependencies: ["Analysis", "Simulation", "Scenario", "Pricing", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "Regression",
      dependencies: [
        "ScenarioFile", "Documents", "Reports", "Analysis", "Simulation", "Scenario", "Demand", "Pricing",
        "Ledger",
        "Quantities",
      ],
      swiftSettings: hot),
    .executableTarget(
      name: "lotwise",
      dependencies: [
        "Regression", "ScenarioFile", "Documents", "Reports", "Analysis", "Simulation", "Scenario", "Demand",
        "Pricing",
        "Ledger",
        "Quantities",
      ],
      swiftSettings: strict),

    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: hot),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], swiftSettings: hot),
    .testTarget(
      name: "PricingTests", dependencies: ["Pricing", "Quantities"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Quantities"], swiftSettings: hot),
    .testTarget(
      name: "LedgerSimulationTests", dependencies: ["Ledger", "Quantities", "lotwise"],
      swiftSettings: hot),
    .testTarget(
      name: "DemandTests", dependencies: ["Demand", "Pricing", "Quantities"], swiftSettings: hot),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Simulation", "ScenarioFile", "Documents", "Scenario", "Demand", "Pricing", "Ledger", "Quantities",
      ], swiftSettings: hot),
    .testTarget(
      name: "AnalysisTests",
      dependencies: [
        "Analysis", "Simulation", "LinearAlgebra", "ScenarioFile", "Documents", "Scenario", "Demand",
        "Pricing", "Ledger",
        "Quantities",
      ],
      swiftSettings: hot),
    .testTarget(
      name: "ScenarioFileTests",
      dependencies: ["ScenarioFile", "Documents", "Scenario", "Demand", "Pricing", "Ledger", "Quantities"],
      exclude: ["Mistakes"], swiftSettings: strict),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Ledger", "Quantities"], swiftSettings: strict),
    .testTarget(
      name: "RegressionTests",
      dependencies: [
        "Regression", "ScenarioFile", "Documents", "Reports", "Analysis", "Simulation", "Scenario", "Pricing",
        "Ledger",
        "Quantities",
      ], swiftSettings: hot),
    .testTarget(
      name: "CommandLineTests", dependencies: ["lotwise"], exclude: ["Golden", "Cases", "Planted"],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)

// `make fuzz` alone builds it: it wants libFuzzer's instrumentation and its main function.
if Context.environment["LOTWISE_FUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzer",
      dependencies: ["ScenarioFile", "Documents", "Scenario", "Pricing", "Ledger", "Quantities"],
      path: "Tests/Fuzzer", exclude: ["words.dict"], swiftSettings: strict))
}
