/// How a manager tells an executor what becomes of its output.
package enum ExecutorOutputMode {
  /// The environment variable.
  package static let variable = "CROFT_OUTPUT"
  /// Its value when standard output and error are one pipe, open for reading, too, and the executor is to read from it
  /// and to send the journal what it has read. Without the variable, the output goes somewhere by itself.
  package static let journal = "journal"
}
