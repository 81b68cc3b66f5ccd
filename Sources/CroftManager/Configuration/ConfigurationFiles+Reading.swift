import CroftLinux
package import CroftProtocol
import Glibc

/// What the files say.
package struct LoadedConfiguration: Sendable, Equatable {
  package let configuration: ManagerConfiguration
  /// What is wrong, in the order in which it was read, at most ``ConfigurationFiles/problemLimit``.
  package let problems: [ConfigurationProblem]
  /// The files that were read, in order.
  package let files: [String]
  /// All keys with the values in force, and where each is from.
  package let settings: [ConfigurationSetting]
}

extension ConfigurationFiles {
  /// Each of 256 queues, with all its keys and comments, takes less than 4 KiB.
  static let fileLimitBytes = 1 << 20
  /// Nobody keeps an overview of more.
  static let dropInLimit = 256
  /// A file of something else has an error in each line; the first ones tell.
  static let problemLimit = 50

  /// Reads everything again.
  ///
  /// - Parameters:
  ///   - capacity: What the machine, or the pool, has, for what is a percentage of it.
  ///   - overrides: What the command line says; it counts after all files.
  package func load(
    capacity: Resources, overrides: [Scale.Assignment] = [], accounts: AccountLookup = .system
  ) -> LoadedConfiguration {
    var builder = ConfigurationBuilder()
    var files: [String] = []
    for path in paths(complainTo: &builder) {
      do {
        let parser = ConfigurationParser.parse(try Self.content(of: path), file: path)
        for problem in parser.problems { builder.complain(problem) }
        for part in parser.parts { builder.apply(part) }
        files.append(path)
      } catch {
        builder.complain(ConfigurationProblem("\(error), ignoring the file; mend or remove it", in: path))
      }
    }
    for override in overrides {
      let place = ConfigurationPlace(file: "the command line", line: nil)
      let assignment = ConfigurationPart.Assignment(key: override.key, value: override.value, place: place)
      builder.apply(ConfigurationPart(header: override.section, place: place, assignments: [assignment]))
    }
    builder.finish(capacity: capacity, accounts: accounts)
    return LoadedConfiguration(
      configuration: builder.configuration, problems: Self.bounded(builder.problems), files: files,
      settings: builder.sources.settings(of: builder.configuration, origin: origin))
  }

  /// What `croft scale` has set, nobody looks for in a file.
  private func origin(of place: ConfigurationPlace) -> String {
    place.file == "\(runtimeDropIns)/\(ScaleDropIn.name)"
      ? "croft scale" : [place.file, place.line.map(String.init)].compactMap { $0 }.joined(separator: ":")
  }

  private static func bounded(_ problems: [ConfigurationProblem]) -> [ConfigurationProblem] {
    guard problems.count > problemLimit else { return problems }
    let rest = problems.count - problemLimit + 1
    return problems.prefix(problemLimit - 1) + [
      ConfigurationProblem("there are \(rest) more problems; mend the first ones to see them", at: nil)
    ]
  }

  // MARK: - Which files

  /// The main file, then the drop-ins, without those that are masked.
  private func paths(complainTo builder: inout ConfigurationBuilder) -> [String] {
    var paths: [String] = []
    if let main = mainFiles.first(where: { (try? FileSystem.status($0, followingLinks: false)) ?? nil != nil }) {
      paths.append(main)
    } else if isRequired, let file = mainFiles.first {
      builder.complain(ConfigurationProblem("the file isn't there, using the defaults; name another one", in: file))
    }
    return paths + dropIns(complainTo: &builder)
  }

  private func dropIns(complainTo builder: inout ConfigurationBuilder) -> [String] {
    var found: [String: String] = [:]
    for directory in dropInDirectories {
      do {
        guard try FileSystem.status(directory)?.kind == .directory else { continue }
        for name in try FileSystem.list(directory) where name.hasSuffix(".conf") && !name.hasPrefix(".") {
          found[name] = found[name] ?? "\(directory)/\(name)"
        }
      } catch {
        let sentence = "\(error), ignoring what is there; let the manager's user read it"
        builder.complain(ConfigurationProblem(sentence, in: directory))
      }
    }
    let sorted = found.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }.map(\.value)
    if sorted.count > Self.dropInLimit {
      let sentence = "there are more than \(Self.dropInLimit) drop-ins, ignoring this and later ones; join some"
      builder.complain(ConfigurationProblem(sentence, in: sorted[Self.dropInLimit]))
    }
    return Array(sorted.prefix(Self.dropInLimit))
  }

  /// Empty for `/dev/null`, which masks a file of the same name in a later directory.
  private static func content(of path: String) throws -> [UInt8] {
    guard let status = try FileSystem.status(path) else { throw SystemError("open", errno: ENOENT, subject: path) }
    if let null = try FileSystem.status("/dev/null"), (null.device, null.inode) == (status.device, status.inode) {
      return []
    }
    // A pipe or a device would keep the manager waiting, or never end.
    guard status.kind == .file else { throw NoRegularFile() }
    let file = try FileDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
    do {
      return try file.readAll(maximumBytes: fileLimitBytes)
    } catch {
      throw error.about(path)
    }
  }

  private struct NoRegularFile: Error, CustomStringConvertible {
    var description: String { "it is no regular file" }
  }
}
