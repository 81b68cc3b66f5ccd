/// The arrows of the house: what each target may import. Package.swift holds the same list for the compiler; that both
/// say the same is a test, so that an arrow that points up takes two deliberate edits.
enum House {
  struct Target {
    let name: String
    let folder: String
    let mayImport: Set<String>

    init(_ name: String, at folder: String? = nil, _ mayImport: Set<String> = []) {
      self.name = name
      self.folder = folder ?? "Sources/" + name
      self.mayImport = mayImport
    }
  }

  /// What comes with the toolchain and costs nothing to link.
  static let toolchain: Set = ["Swift", "Glibc", "Synchronization"]

  /// Foundation costs 40 MB and milliseconds of start-up: an executor, which is the user's own binary, can't have it.
  static let withFoundation: Set<String> = []

  static let targets = [
    Target("CroftLinux", ["CLinux"]),
    Target("CroftSystemd", ["CSystemd", "CroftLinux", "CroftProtocol", "Logging"]),
    Target("CroftProtocol"),
    Target("CroftDataset", ["CroftProtocol"]),
    Target("CroftDriver", ["CroftDataset", "CroftProtocol", "CroftLinux"]),
    Target("CroftExecutor", ["CroftDataset", "CroftProtocol", "CroftLinux"]),
    Target(
      "Croft",
      ["CroftDataset", "CroftDriver", "CroftExecutor", "CroftProtocol", "CroftLinux", "ArgumentParser"]),
    Target("CroftBatch", ["CroftLinux", "CroftProtocol"]),
    Target(
      "CroftSubmission",
      ["Croft", "CroftBatch", "CroftDataset", "CroftDriver", "CroftExecutor", "CroftLinux", "CroftProtocol"]),
    Target(
      "CroftManager",
      ["CroftLinux", "CroftProtocol", "CroftSystemd", "ArgumentParser", "GRDB", "GRDBSQLite", "Logging"]),
    Target(
      "CroftCommands",
      ["Croft", "CroftBatch", "CroftDriver", "CroftLinux", "CroftProtocol", "CroftSubmission", "ArgumentParser"]),
    Target("croftd", ["CroftManager"]),
    Target("croft", ["CroftCommands"]),
    Target("croft-pool", ["CroftLinux", "CroftSystemd"]),
    Target("wordcount", at: "Sources/Examples/wordcount", ["Croft", "ArgumentParser"]),
    Target("pi", at: "Sources/Examples/pi", ["Croft", "ArgumentParser"]),
    Target("pagerank", at: "Sources/Examples/pagerank", ["Croft", "ArgumentParser"]),
    Target("kmeans", at: "Sources/Examples/kmeans", ["Croft", "ArgumentParser"]),
    Target("transitiveclosure", at: "Sources/Examples/transitiveclosure", ["Croft", "ArgumentParser"]),
    Target("logisticregression", at: "Sources/Examples/logisticregression", ["Croft", "ArgumentParser"]),
    Target("terasort", at: "Sources/Examples/terasort", ["Croft", "ArgumentParser"]),
    Target("tripreport", at: "Sources/Examples/tripreport", ["Croft", "ArgumentParser"]),
    Target(
      "croft-bench", at: "Sources/Benchmarks/croft-bench",
      ["Croft", "CroftDriver", "CroftLinux", "CroftProtocol", "CroftTesting", "ArgumentParser"]),
    Target("CroftTesting", ["CroftDriver", "CroftLinux", "CroftProtocol"]),
    Target("RandomPrograms", at: "Tests/Programs/RandomPrograms", ["CroftDataset", "CroftTesting"]),
    Target("randomjobs", at: "Tests/Programs/randomjobs", ["Croft", "CroftLinux", "RandomPrograms", "ArgumentParser"]),
    Target(
      "commandjobs", at: "Tests/Programs/commandjobs", ["Croft", "CroftDataset", "CroftProtocol", "ArgumentParser"]),
    Target("spilljobs", at: "Tests/Programs/spilljobs", ["Croft", "ArgumentParser"]),
  ]

  /// Targets in C, which import nothing of ours.
  static let targetsInC: Set = ["CLinux", "CSystemd", "bench-baselines"]

  static func forbiddenImports(in file: SourceFile, of target: Target) -> [Violation] {
    let allowed = target.mayImport.union(toolchain).union(withFoundation.contains(target.name) ? ["Foundation"] : [])
    return Imports.modules(in: file.text).filter { !allowed.contains($0.module) }.map {
      Violation(file.path, line: $0.line, "\(target.name) may not import \($0.module)")
    }
  }
}
