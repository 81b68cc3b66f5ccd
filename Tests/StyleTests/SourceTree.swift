import Foundation
import Testing

/// One file of the checkout.
struct SourceFile {
  /// Relative to the root of the checkout.
  let path: String
  let text: String

  var lines: [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Whether the file is anywhere below `folder`, such as `Sources/CroftLinux`.
  func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
}

/// The checkout that these tests were compiled from, found without git so that an exported tree passes too.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Every file with one of these extensions below `folder`, in the order of their paths.
  static func files(in folder: String, extensions: Set<String> = ["swift"]) throws -> [SourceFile] {
    let start = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil) else { return [] }
    var found: [SourceFile] = []
    for case let url as URL in walk where extensions.contains(url.pathExtension) && !url.hasDirectoryPath {
      let path = String(url.path.dropFirst(root.path.count + 1))
      found.append(SourceFile(path: path, text: try String(contentsOf: url, encoding: .utf8)))
    }
    return found.sorted { $0.path < $1.path }
  }

  static func everySwiftFile() throws -> [SourceFile] {
    let manifest = SourceFile(
      path: "Package.swift",
      text: try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8))
    return try [manifest] + files(in: "Sources") + files(in: "Tests")
  }

  static func topLevelNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
  }
}

/// What breaks the style, and where.
struct Violation: Equatable, CustomStringConvertible {
  let path: String
  let line: Int
  let complaint: String

  init(_ path: String, line: Int, _ complaint: String) {
    self.path = path
    self.line = line
    self.complaint = complaint
  }

  var description: String { "\(path):\(line): \(complaint)" }
}

/// Reports each violation by itself, so that a long list can be read.
func expectNone(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
  for violation in violations { Issue.record("\(violation)", sourceLocation: sourceLocation) }
}
