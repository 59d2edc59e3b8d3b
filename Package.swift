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

// The providers that are compiled in: each is a folder of tables in Sources/Providers and a line of the list in
// BuiltIn.swift there (docs/providers.md).
let providers = ["anthropic"]
let tables = [
  "card", "models", "prices", "parameters", "tokenizers", "facts", "tiers", "limits", "classes", "plans",
  "validity", "caps", "caveats",
]

let package = Package(
  name: "lotwise",
  products: [
    .executable(name: "lotwise", targets: ["lotwise"]),
    .library(name: "LotwiseLedger", targets: ["Ledger", "Pricing", "Providers", "Quantities"]),
  ],
  targets: [
    // Arrows run one way, top to bottom; Tests/TidyTests reads the imports and fails on any other.
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "Quantities", swiftSettings: hot),
    .target(name: "LinearAlgebra", swiftSettings: hot),
    .target(
      name: "Pricing", dependencies: ["Quantities"], exclude: ["README.md"], swiftSettings: hot),
    .target(name: "Ledger", dependencies: ["Quantities"], swiftSettings: hot),
    .target(
      name: "Providers",
      dependencies: ["Pricing", "Ledger", "Quantities"] + providers.map { .target(name: $0) },
      exclude: ["README.md"] + providers, swiftSettings: hot),
    .target(name: "Demand", dependencies: ["Pricing", "Quantities"], swiftSettings: hot),
    .target(
      name: "Scenario", dependencies: ["Demand", "Providers", "Pricing", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "ScenarioFile",
      dependencies: ["Scenario", "Demand", "Providers", "Pricing", "Ledger", "Quantities", "CYAML"],
      resources: [.embedInCode("Data")],
      swiftSettings: hot),
    .target(
      name: "Simulation", dependencies: ["Scenario", "Demand", "Pricing", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "Analysis", dependencies: ["Simulation", "Scenario", "LinearAlgebra", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "Reports",
      dependencies: ["Analysis", "Simulation", "Scenario", "Providers", "Pricing", "Ledger", "Quantities"],
      swiftSettings: hot),
    .target(
      name: "Regression",
      dependencies: [
        "ScenarioFile", "Reports", "Analysis", "Simulation", "Scenario", "Demand", "Pricing", "Ledger",
        "Quantities",
      ],
      swiftSettings: hot),
    .executableTarget(
      name: "lotwise",
      dependencies: [
        "Regression", "ScenarioFile", "Reports", "Analysis", "Simulation", "Scenario", "Demand", "Providers",
        "Pricing", "Ledger", "Quantities",
      ],
      swiftSettings: strict),

    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: hot),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], swiftSettings: hot),
    .testTarget(
      name: "PricingTests", dependencies: ["Providers", "Pricing", "Quantities"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "ProvidersTests",
      dependencies: [
        "Providers", "Reports", "Simulation", "ScenarioFile", "Scenario", "Pricing", "Ledger", "Quantities",
      ], exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Quantities"], swiftSettings: hot),
    .testTarget(
      name: "LedgerSimulationTests", dependencies: ["Ledger", "Quantities", "lotwise"],
      swiftSettings: hot),
    .testTarget(
      name: "DemandTests", dependencies: ["Demand", "Providers", "Pricing", "Quantities"], swiftSettings: hot),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Simulation", "ScenarioFile", "Scenario", "Demand", "Providers", "Pricing", "Ledger", "Quantities",
      ], swiftSettings: hot),
    .testTarget(
      name: "AnalysisTests",
      dependencies: [
        "Analysis", "Simulation", "LinearAlgebra", "ScenarioFile", "Scenario", "Demand", "Providers",
        "Pricing",
        "Ledger", "Quantities",
      ],
      swiftSettings: hot),
    .testTarget(
      name: "ScenarioFileTests",
      dependencies: ["ScenarioFile", "Scenario", "Demand", "Providers", "Pricing", "Ledger", "Quantities"],
      exclude: ["Mistakes"], swiftSettings: strict),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "Ledger", "Quantities"], swiftSettings: strict),
    .testTarget(
      name: "RegressionTests",
      dependencies: [
        "Regression", "ScenarioFile", "Reports", "Analysis", "Simulation", "Scenario", "Pricing", "Ledger",
        "Quantities",
      ], swiftSettings: hot),
    .testTarget(
      name: "CommandLineTests", dependencies: ["lotwise"], exclude: ["Golden", "Cases", "Planted"],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)

for name in providers {
  package.targets.append(
    .target(
      name: name, path: "Sources/Providers/\(name)", resources: tables.map { .embedInCode("\($0).csv") },
      swiftSettings: strict))
}

// `make fuzz` alone builds it: it wants libFuzzer's instrumentation and its main function.
if Context.environment["LOTWISE_FUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzer", dependencies: ["ScenarioFile", "Scenario", "Pricing", "Ledger", "Quantities"],
      path: "Tests/Fuzzer", exclude: ["words.dict"], swiftSettings: strict))
}
