import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

/// A directory with everything that the lines of the documentation name, and a manager with the jobs that they name.
struct PageTrial {
  let manager: PrivateManager
  let directory: String

  static func with(jobFile: String, _ body: (PageTrial) async throws -> Void) async throws {
    try await TemporaryDirectory.with { directory in
      let configuration = "[Queue night]\nCoresMax=50%\n"
      // Room for lines that want four cores, beside a job that runs.
      try await PrivateManager.with(cores: 8, memoryBytes: 16 << 30, configuration: configuration) { manager in
        let trial = PageTrial(manager: manager, directory: directory)
        try trial.writeFiles(jobFile: jobFile)
        try await body(trial)
      }
    }
  }

  private func writeFiles(jobFile: String) throws {
    for name in ["bin", "img", "logs"] { try FileSystem.createDirectory("\(directory)/\(name)", mode: 0o755) }
    try FileSystem.link("\(directory)/bin/croft", to: ProgramFinder.path(of: "croft"))
    let files = [
      "urls.txt": "http://a/\nhttp://b/\n", "names.0": "a\0b c\0", "runs.csv": "name,alpha\nx,1\ny,2\n",
      "img/a.png": "a", "img/b.png": "b", "logs/a.log": "a", "logs/b.log": "b", "nightly.toml": jobFile,
      "fit.py": "print('fitted')\n",
    ]
    for (name, text) in files { try TestFile.write(text, to: "\(directory)/\(name)") }
    let programs = [
      "simulate": "echo $*", "job.sh": "echo ${CROFT_ARRAY_INDEX:-none}",
      // The journal is the machine's, if there is one; what is read from it is for the tests of the journal.
      "bin/journalctl": "echo $*",
    ]
    for (name, script) in programs {
      try TestFile.write("#!/bin/sh\n\(script)\n", to: "\(directory)/\(name)")
      chmod("\(directory)/\(name)", 0o755)
    }
  }

  /// Runs a line as a shell in the directory does.
  func run(_ line: String) async throws -> ProgramResult {
    try await ChildProcess.run(
      "/bin/sh", ["-c", line],
      environment: [
        "PATH": "\(directory)/bin:\(Environment.value("PATH") ?? "/usr/bin:/bin")", "HOME": directory, "TZ": "UTC",
        "XDG_STATE_HOME": "\(directory)/state", "XDG_CONFIG_HOME": "\(directory)/config",
        "XDG_RUNTIME_DIR": directory, "CROFT_MASTER": manager.masterURL,
      ], directory: directory, timeoutSeconds: 60)
  }

  /// The jobs that are over: one that has succeeded, and one of whose tasks one has failed.
  func makePastJobs() async throws -> Bool {
    let daily = try await run("croft submit --wait --name daily -- true")
    let nightly = try await run("croft submit --wait --name nightly --retries 0 --shell 'test {} != 2' ::: 1 2 3")
    return daily.succeeded && nightly.exit == .exited(code: 1)
  }

  /// Sees to it that the job `render` runs.
  func keepRendering() async throws {
    let jobs = try manager.client().call(ListApplications()).applications
    if jobs.contains(where: { $0.name == "render" && $0.state == .running }) { return }
    try? FileSystem.removeFile("\(directory)/rendering")
    _ = try await run("croft submit --name render --shell 'echo > rendering; exec sleep 1000'")
    guard try await Waiting.forNames(in: directory, timeoutSeconds: 30, until: { $0.contains("rendering") }) else {
      throw StepsDidNothing(name: "rendering")
    }
  }

  /// Undoes what a line has done to the whole farm.
  func restore(after line: String) async throws {
    if line.hasPrefix("croft drain") { _ = try await run("croft drain --off") }
    if line.hasPrefix("croft stop") {
      _ = try await manager.process.waitForExit(timeoutSeconds: 10)
      try await manager.start()
    }
  }
}
