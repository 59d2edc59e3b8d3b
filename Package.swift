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

// `data`: a folder whose files become part of the program. `without`: folders in it that are modules of their own.
func module(
  _ name: String, needs: [String] = [], data: String? = nil, without folders: [String] = []
) -> Target {
  .target(
    name: name, dependencies: needs.map { .init(stringLiteral: $0) }, exclude: ["README.md"] + folders,
    resources: data.map { [.embedInCode($0)] } ?? [], swiftSettings: hot)
}

// The tables of a provider (docs/providers.md): a folder in Sources/Providers, a line here, and a line of the list in
// BuiltIn.swift there.
func provider(_ name: String) -> Target {
  let tables = [
    "card", "models", "prices", "parameters", "tokenizers", "facts", "tiers", "limits", "classes", "plans",
    "validity", "caps", "caveats",
  ]
  return .target(
    name: name, path: "Sources/Providers/\(name)", resources: tables.map { .embedInCode("\($0).csv") },
    swiftSettings: strict)
}

// Swift's runtime is linked into the program: looking for its seven libraries took 2 of 5 milliseconds to start.
// `make tarball` links all of it statically, for a program that needs nothing of the machine that it runs on.
let linking = Context.environment["LOTWISE_STATIC"] == nil ? "-static-stdlib" : "-static-executable"

func program(_ name: String, needs: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: needs.map { .init(stringLiteral: $0) }, exclude: ["README.md"],
    swiftSettings: strict,
    linkerSettings: [.unsafeFlags([linking], .when(platforms: [.linux], configuration: .release))])
}

func tests(_ name: String, needs: [String] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: needs.map { .init(stringLiteral: $0) }, exclude: exclude, swiftSettings: hot)
}

let package = Package(
  name: "lotwise",
  products: [
    .executable(name: "lotwise", targets: ["lotwise"]),
    .library(name: "LotwiseLedger", targets: ["Ledger", "Pricing", "Providers", "Quantities"]),
  ],
  targets: [
    // A module stands below all that it needs; Tests/TidyTests reads the imports and fails on any other arrow.
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    module("Quantities"),
    .systemLibrary(name: "CMachine"),
    module("Numerics", needs: ["CMachine"]),
    module("Formats", needs: ["Quantities"]),
    module("Documents", needs: ["Quantities", "CYAML"]),
    module("Pricing", needs: ["Quantities"]),
    module("Ledger", needs: ["Quantities"]),
    provider("anthropic"),
    module(
      "Providers", needs: ["anthropic", "Pricing", "Ledger", "Formats", "Quantities"], without: ["anthropic"]),
    module("Demand", needs: ["Numerics", "Pricing", "Quantities", "CMachine"]),
    module(
      "History", needs: ["Demand", "Providers", "Pricing", "Ledger", "Documents", "Formats", "Quantities"]),
    module("Results", needs: ["Numerics", "Ledger", "Formats", "Quantities"]),
    module("Scenario", needs: ["Results", "Demand", "Providers", "Pricing", "Ledger", "Quantities"]),
    module(
      "ScenarioFile",
      needs: [
        "History", "Scenario", "Results", "Demand", "Providers", "Pricing", "Ledger", "Documents", "Formats",
        "Quantities",
      ],
      data: "Data"),
    module(
      "Simulation", needs: ["Scenario", "Results", "Demand", "Numerics", "Pricing", "Ledger", "Quantities"]),
    module(
      "Analysis",
      needs: [
        "Simulation", "Scenario", "Results", "Demand", "Numerics", "Pricing", "Ledger", "Formats",
        "Quantities",
      ]),
    module(
      "Shards", needs: ["Analysis", "Simulation", "Scenario", "Quantities"]),
    module(
      "Optimising",
      needs: [
        "Analysis", "Simulation", "Scenario", "Results", "Demand", "Numerics", "Ledger", "Quantities",
      ]),
    module(
      "Forecasts",
      needs: [
        "Analysis", "Simulation", "Scenario", "Results", "Demand", "Numerics", "Pricing", "Ledger",
        "Quantities",
      ]),
    module(
      "Pages", needs: ["Results", "Numerics", "Providers", "Pricing", "Ledger", "Formats", "Quantities"]),
    module(
      "Runs",
      needs: [
        "ScenarioFile", "Simulation", "Scenario", "Results", "Pricing", "Ledger", "Documents", "Formats",
        "Quantities",
      ]),
    module(
      "Changes",
      needs: [
        "Runs", "ScenarioFile", "Pages", "Analysis", "Simulation", "Scenario", "Results", "Formats",
        "Quantities",
      ]),
    module(
      "Suites",
      needs: [
        "Changes", "Runs", "ScenarioFile", "Pages", "Analysis", "Simulation", "Scenario", "Results",
        "Ledger", "Documents", "Formats", "Quantities",
      ]),
    module(
      "Program",
      needs: [
        "Suites", "Changes", "Runs", "Forecasts", "Optimising", "Shards", "History", "ScenarioFile", "Pages",
        "Analysis",
        "Simulation", "Scenario", "Results", "Demand", "Providers", "Pricing", "Ledger", "Documents",
        "Formats", "Numerics", "Quantities", "CMachine",
      ]),
    program("lotwise", needs: ["Program"]),

    tests("QuantitiesTests", needs: ["Quantities"]),
    tests("NumericsTests", needs: ["Numerics"], exclude: ["Tables"]),
    tests("FormatsTests", needs: ["Formats", "Quantities"]),
    tests("PricingTests", needs: ["Providers", "Pricing", "Quantities"], exclude: ["Fixtures"]),
    tests(
      "ProvidersTests",
      needs: [
        "Providers", "Demand", "Pages", "Simulation", "ScenarioFile", "Scenario", "Results", "Pricing",
        "Ledger",
        "Documents", "Formats", "Quantities",
      ], exclude: ["Fixtures"]),
    tests("LedgerTests", needs: ["Ledger", "Quantities"]),
    tests("LedgerSimulationTests", needs: ["Ledger", "Quantities"]),
    tests(
      "HistoryTests",
      needs: ["History", "Demand", "Providers", "Pricing", "Ledger", "Documents", "Formats", "Quantities"],
      exclude: ["Exports"]),
    tests(
      "ForecastsTests",
      needs: [
        "Forecasts", "ScenarioFile", "Scenario", "Results", "Demand", "Providers", "Pricing", "Documents",
        "Quantities",
      ], exclude: ["Histories"]),
    tests("DemandTests", needs: ["Demand", "Numerics", "Providers", "Pricing", "Quantities"]),
    tests(
      "SimulationTests",
      needs: [
        "Simulation", "ScenarioFile", "Scenario", "Results", "Demand", "Numerics", "Providers", "Pricing",
        "Ledger", "Documents", "Quantities",
      ]),
    tests(
      "AnalysisTests",
      needs: [
        "Analysis", "Simulation", "Numerics", "ScenarioFile", "Scenario", "Results", "Demand",
        "Providers", "Pricing", "Ledger", "Documents", "Quantities",
      ]),
    tests(
      "ShardsTests",
      needs: ["Shards", "Analysis", "Simulation", "ScenarioFile", "Scenario", "Results", "Quantities"]),
    tests(
      "OptimisingTests",
      needs: [
        "Optimising", "Pages", "Analysis", "Simulation", "Scenario", "Results", "Demand", "Numerics",
        "Providers", "Pricing", "Ledger", "Formats", "Quantities",
      ]),
    tests(
      "ScenarioFileTests",
      needs: [
        "ScenarioFile", "Scenario", "Results", "Demand", "Providers", "Pricing", "Ledger", "Documents",
        "Quantities",
      ],
      exclude: ["Mistakes"]),
    tests("ResultsTests", needs: ["Results", "Quantities"]),
    tests("PagesTests", needs: ["Pages", "Results", "Ledger", "Formats", "Quantities"]),
    tests(
      "SuitesTests",
      needs: [
        "Suites", "Changes", "Runs", "ScenarioFile", "Pages", "Analysis", "Scenario", "Results",
        "Pricing", "Ledger", "Documents", "Formats", "Quantities",
      ]),
    // They run the program that was built beside them.
    tests("CommandLineTests", exclude: ["Golden", "Cases", "Planted"]),
    tests("TidyTests"),
  ]
)

// `make mpi` alone builds it: it wants MPI.
if Context.environment["LOTWISE_MPI"] != nil {
  package.targets += [
    .systemLibrary(name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    program("lotwise-mpi", needs: ["CMPI", "Program", "Simulation", "Demand"]),
  ]
  package.products.append(.executable(name: "lotwise-mpi", targets: ["lotwise-mpi"]))
}

// `make fuzz` alone builds it: it wants libFuzzer's instrumentation and its main function.
if Context.environment["LOTWISE_FUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzer",
      dependencies: ["ScenarioFile", "Documents", "Scenario", "Pricing", "Ledger", "Quantities"],
      path: "Tests/Fuzzer", exclude: ["words.dict"], swiftSettings: strict))
}
