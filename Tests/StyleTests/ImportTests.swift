import Testing

@Suite struct ImportTests {
  @Test func everyTargetImportsOnlyWhatItsArrowsAllow() throws {
    let violations = try House.targets.flatMap { target in
      try SourceTree.files(in: target.folder).flatMap { House.forbiddenImports(in: $0, of: target) }
    }
    expectNone(violations)
  }

  @Test func everySourceFileBelongsToATarget() throws {
    let homeless = try SourceTree.files(in: "Sources").filter { file in
      !House.targets.contains { file.isIn($0.folder) }
    }
    #expect(homeless.map(\.path) == [])
  }

  @Test func theArrowsAreThoseOfThePackage() throws {
    let manifest = try #require(SourceTree.everySwiftFile().first { $0.path == "Package.swift" })
    let package = Manifest.dependencies(in: manifest.text).filter { target in
      !House.targetsInC.contains(target.key) && !target.key.hasSuffix("Tests") && target.key != "trialjobs"
    }
    let house = Dictionary(uniqueKeysWithValues: House.targets.map { ($0.name, $0.mayImport) })
    #expect(package == house)
  }

  @Test func importsAreFoundInEverySpelling() {
    let source = """
      import Glibc
      @testable import A
      package import B
      @_exported public import C
      import struct D.E
      // import F
      let text = "import G"
      """
    #expect(Imports.modules(in: source).map(\.module) == ["Glibc", "A", "B", "C", "D"])
    #expect(Imports.modules(in: source).map(\.line) == [1, 2, 3, 4, 5])
  }

  @Test func anImportThatPointsUpIsFound() {
    let target = House.Target("CroftProtocol")
    let file = SourceFile(path: "A.swift", text: "import Glibc\nimport CroftDriver\nimport Foundation\n")
    #expect(
      House.forbiddenImports(in: file, of: target) == [
        Violation("A.swift", line: 2, "CroftProtocol may not import CroftDriver"),
        Violation("A.swift", line: 3, "CroftProtocol may not import Foundation"),
      ])
  }

  @Test func dependenciesAreReadFromAManifest() {
    let source = """
      targets: [
        // .target(name: "No", dependencies: ["Nothing"]),
        .target(name: "A"),
        .executableTarget(
          name: "B", dependencies: ["A", .product(name: "Logging", package: "swift-log")], path: "Sources/B"),
      ]
      """
    #expect(Manifest.dependencies(in: source) == ["A": [], "B": ["A", "Logging"]])
  }
}
