// swift-tools-version: 6.3
import PackageDescription

// The arrows of the house: each target names everything it may import, and nothing points up.
// The style test in Tests/StyleTests holds the sources to the same list.
let package = Package(
  name: "croft",
  products: [
    .library(name: "Croft", targets: ["Croft"]),
    .executable(name: "croftd", targets: ["croftd"]),
    .executable(name: "croft", targets: ["croft"]),
    .executable(name: "croft-pool", targets: ["croft-pool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: [
    // C: what Glibc's module lacks, and libsystemd.
    .target(name: "CLinux"),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

    // The ground floor.
    .target(name: "CroftLinux", dependencies: ["CLinux"]),
    .target(
      name: "CroftSystemd",
      dependencies: ["CSystemd", "CroftLinux", "CroftProtocol", .product(name: "Logging", package: "swift-log")]),
    .target(name: "CroftProtocol", resources: [.embedInCode("Control/io.croft.Manager.varlink")]),

    // What a user's program is made of.
    .target(name: "CroftDataset", dependencies: ["CroftProtocol"]),
    .target(name: "CroftDriver", dependencies: ["CroftDataset", "CroftProtocol", "CroftLinux"]),
    .target(name: "CroftExecutor", dependencies: ["CroftDataset", "CroftProtocol", "CroftLinux"]),
    .target(
      name: "Croft",
      dependencies: [
        "CroftDataset", "CroftDriver", "CroftExecutor", "CroftProtocol", "CroftLinux",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Commands instead of Swift: their inputs, templates, variables and job files.
    .target(name: "CroftBatch", dependencies: ["CroftLinux", "CroftProtocol"]),

    // Jobs of commands: what was submitted, and the driver that runs it.
    .target(
      name: "CroftSubmission",
      dependencies: [
        "Croft", "CroftBatch", "CroftDataset", "CroftDriver", "CroftExecutor", "CroftLinux", "CroftProtocol",
      ]),

    // The manager and the command line.
    .target(
      name: "CroftManager",
      dependencies: [
        "CroftLinux", "CroftProtocol", "CroftSystemd",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "CroftCommands",
      dependencies: [
        "Croft", "CroftBatch", "CroftDriver", "CroftLinux", "CroftProtocol", "CroftSubmission",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "croftd", dependencies: ["CroftManager"]),
    .executableTarget(name: "croft", dependencies: ["CroftCommands"]),
    .executableTarget(name: "croft-pool", dependencies: ["CroftLinux", "CroftSystemd"]),

    // Programs that use the library as a user would.
    .executableTarget(
      name: "wordcount",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/wordcount"),
    .executableTarget(
      name: "pi",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/pi"),
    .executableTarget(
      name: "pagerank",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/pagerank"),
    .executableTarget(
      name: "kmeans",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/kmeans"),
    .executableTarget(
      name: "transitiveclosure",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/transitiveclosure"),
    .executableTarget(
      name: "logisticregression",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/logisticregression"),
    .executableTarget(
      name: "terasort",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/terasort"),
    .executableTarget(
      name: "tripreport",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/Examples/tripreport"),
    .executableTarget(name: "bench-baselines", path: "Sources/Benchmarks/bench-baselines"),
    .executableTarget(
      name: "croft-bench",
      dependencies: [
        "Croft", "CroftDriver", "CroftLinux", "CroftProtocol", "CroftTesting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Benchmarks/croft-bench"),

    // Proof.
    .target(name: "CroftTesting", dependencies: ["CroftDriver", "CroftLinux", "CroftProtocol"]),
    .executableTarget(
      name: "trialjobs",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Tests/Programs/trialjobs"),
    .target(
      name: "RandomPrograms", dependencies: ["CroftDataset", "CroftTesting"], path: "Tests/Programs/RandomPrograms"),
    .executableTarget(
      name: "randomjobs",
      dependencies: [
        "Croft", "CroftLinux", "RandomPrograms", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Programs/randomjobs"),
    .executableTarget(
      name: "spilljobs",
      dependencies: ["Croft", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Tests/Programs/spilljobs"),
    .executableTarget(
      name: "commandjobs",
      dependencies: [
        "Croft", "CroftDataset", "CroftProtocol", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Programs/commandjobs"),
    .testTarget(name: "CroftLinuxTests", dependencies: ["CroftLinux", "CLinux", "CroftTesting"]),
    .testTarget(name: "CroftProtocolTests", dependencies: ["CroftProtocol", "CroftTesting"]),
    .testTarget(
      name: "CroftBatchTests", dependencies: ["CroftBatch", "CroftLinux", "CroftProtocol", "CroftTesting"]),
    .testTarget(
      name: "CroftSubmissionTests",
      dependencies: ["CroftBatch", "CroftLinux", "CroftProtocol", "CroftSubmission", "CroftTesting"]),
    .testTarget(
      name: "CroftDatasetTests", dependencies: ["CroftDataset", "CroftProtocol", "CroftTesting", "RandomPrograms"]),
    .testTarget(
      name: "CroftDriverTests",
      dependencies: ["CroftDataset", "CroftDriver", "CroftLinux", "CroftProtocol", "CroftTesting"]),
    .testTarget(
      name: "CroftExecutorTests",
      dependencies: ["CroftDataset", "CroftExecutor", "CroftLinux", "CroftProtocol", "CroftTesting"]),
    .testTarget(
      name: "CroftCommandsTests",
      dependencies: [
        "CroftBatch", "CroftCommands", "CroftDriver", "CroftLinux", "CroftProtocol", "CroftSubmission",
        "CroftTesting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(
      name: "CroftManagerTests",
      dependencies: [
        "CroftManager", "CroftLinux", "CroftProtocol", "CroftTesting",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "CroftSystemdTests",
      dependencies: [
        "CroftSystemd", "CroftLinux", "CroftProtocol", "CroftTesting", .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "CroftTests",
      dependencies: ["Croft", "CroftTesting", "CroftDriver", "CroftLinux", "CroftProtocol"]),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "CroftTesting", "CroftDriver", "CroftLinux", "CroftProtocol", "croftd", "croft", "croft-pool", "wordcount",
        "pi", "pagerank", "kmeans", "transitiveclosure", "logisticregression", "terasort", "tripreport", "trialjobs",
        "randomjobs", "spilljobs", "commandjobs",
      ]),
    .testTarget(name: "StyleTests"),
  ],
  swiftLanguageModes: [.v6]
)

/// The strictest settings that build together on Swift 6.3, for every Swift target alike.
let strictSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // `any` marks every dynamic dispatch.
  .enableUpcomingFeature("MemberImportVisibility"),  // A member is seen only where its module is imported.
  .enableUpcomingFeature("InternalImportsByDefault"),  // A public import is a promise; make it on purpose.
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // An async function stays where it was called.
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),  // A warning left alone hides the next one.
]

let cTargets: Set = ["CLinux", "CSystemd", "bench-baselines"]
for target in package.targets where !cTargets.contains(target.name) {
  target.swiftSettings = strictSettings
}
