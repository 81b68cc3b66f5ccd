import Glibc

// Names are relative to the process's working directory, which has to be the submitter's.
extension StepSettings {
  /// Looks for a file that several tasks would write, each in place of the one before. What is no regular file, such
  /// as a terminal, a named pipe or `/dev/null`, takes what all of them print.
  ///
  /// - Throws: a ``BatchError`` for a replacement string without a meaning.
  package func contestedOutput(taskCount: Int, columns: InputColumns) throws(BatchError) -> ContestedOutput? {
    guard taskCount > 1 else { return nil }
    for (key, path) in [("output", output), ("error", errorOutput)] {
      guard let path else { continue }
      let template = try TextTemplate(path, columns: columns)
      if template.differsByTask { continue }
      let name = template.expanded(for: TemplateValues(inputs: [], taskNumber: 1, slotNumber: 1))
      if Self.isDescriptor(name) { continue }
      guard let mode = try InputFile.mode(of: inDirectory(name)), mode & S_IFMT != S_IFREG else {
        return ContestedOutput(key: key, path: path, taskCount: taskCount)
      }
    }
    return nil
  }

  /// Looks whether there is the directory in which the tasks are to run.
  ///
  /// - Throws: a ``BatchError`` if they couldn't.
  package func checkDirectory() throws(BatchError) {
    guard let directory else { return }
    guard let mode = try InputFile.mode(of: directory) else {
      throw BatchError("there is no directory \(directory.quoted) to run in (--chdir): make it, or look at the path")
    }
    guard mode & S_IFMT == S_IFDIR else {
      throw BatchError("\(directory.quoted) is to be run in (--chdir), and is no directory: look at the path")
    }
    guard directory.withCString({ access($0, X_OK) }) == 0 else {
      throw BatchError("the directory \(directory.quoted) to run in (--chdir) can't be entered: allow it with chmod +x")
    }
  }

  /// Whether it names what a process has open, which is another thing where the task runs.
  private static func isDescriptor(_ name: ByteString) -> Bool {
    ["/dev/stdout", "/dev/stderr"].contains(name)
      || ["/dev/fd/", "/proc/"].contains { name.bytes.starts(with: $0.utf8) }
  }

  private func inDirectory(_ name: ByteString) -> ByteString {
    let slash = UInt8(ascii: "/")
    guard let directory, name.bytes.first != slash else { return name }
    return ByteString(directory.bytes + [slash] + name.bytes)
  }
}

/// A file that the tasks of one step would take from one another.
package struct ContestedOutput: Sendable, Equatable, CustomStringConvertible {
  /// The setting, as job files call it.
  package let key: String
  let path: ByteString
  let taskCount: Int

  package static let cure = "put {#} in its name, the task's number"

  /// Why it can't be, without the ``cure``.
  package var problem: String {
    "each of \(taskCount) tasks would write the file \(path.quoted), which keeps only one's output"
  }

  package var description: String { "--\(key): \(problem): \(Self.cure)" }
}

extension TextTemplate {
  /// Whether tasks have different texts. Those of one slot follow one another.
  var differsByTask: Bool {
    parts.contains {
      switch $0 {
      case .literal, .slotNumber: false
      case .input, .allInputs, .taskNumber: true
      }
    }
  }
}
