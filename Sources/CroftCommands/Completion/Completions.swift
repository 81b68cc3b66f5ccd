import ArgumentParser
import CroftDriver
import CroftProtocol
import Glibc

/// Words that a shell offers: what is there on the farm. Without a manager there are none, and no message either.
enum Completions {
  /// A person waits with the key still pressed.
  private static let deadlineSeconds: UInt32 = 1
  /// More choices than that are no help.
  private static let mostJobs = 200

  /// Numbers of jobs, and their names where a shell can pass those on.
  static let jobs: CompletionKind = .custom { words, _, _ in
    answer(words) { client in
      let recent = try client.call(ListPastApplications(limit: mostJobs)).elements
      return recent.map { String($0.id) } + names(recent)
    }
  }

  static let jobNames: CompletionKind = .custom { words, _, _ in
    answer(words) { client in names(try client.call(ListPastApplications(limit: mostJobs)).elements) }
  }

  static let queues: CompletionKind = .custom { words, _, _ in
    answer(words) { client in try client.call(ListQueues()).queues.map(\.name) }
  }

  /// Names of the steps of the job that the line names.
  static let steps: CompletionKind = .custom { words, _, _ in
    answer(words) { client in
      let directory = JobDirectory(client: client)
      let job = jobCandidates(in: words).lazy.compactMap { try? directory.number(of: $0) }.first
      guard let job else { return [] }
      return try Set(JobSteps(of: job, from: client).steps.map(\.name)).filter(isWord).sorted()
    }
  }

  static let configurationKeys: CompletionKind = .custom { words, _, _ in
    answer(words) { client in Set(try client.call(GetConfiguration()).settings.map(\.key)).filter(isWord).sorted() }
  }

  static let executors: CompletionKind = .custom { words, _, _ in
    answer(words) { client in
      let executors = try client.call(ListExecutors(application: nil)).executors
      return Set(executors.map(\.id)).sorted().map(String.init)
    }
  }

  static let users: CompletionKind = .custom { words, _, _ in
    answer(words) { client in
      let recent = try client.call(ListPastApplications(limit: mostJobs)).elements
      return Set(recent.map(\.userID)).compactMap(UserNames.name).sorted()
    }
  }

  static func words<Word: SpelledWord>(of type: Word.Type) -> CompletionKind {
    .list(Word.allCases.map(\.rawValue))
  }

  /// Names that are words to a shell: it gets its choices as lines, and splits them.
  private static func names(_ records: [ApplicationRecord]) -> [String] {
    Set(records.map(\.name)).filter(isWord).sorted()
  }

  static func isWord(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("-") && Int(name) == nil && name.unicodeScalars.allSatisfy(isHarmless)
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-_.+@%".unicodeScalars.contains(scalar)
  }

  /// - Parameter words: of the command line, which may name the manager.
  private static func answer(_ words: [String], _ ask: (ManagerClient) throws -> [String]) -> [String] {
    // A manager that hangs in the middle of an answer ends this process, which is there for nothing else.
    signal(SIGALRM) { _ in _exit(0) }
    alarm(deadlineSeconds)
    defer { alarm(0) }
    guard let options = try? ManagerOptions.parse(managerOptions(in: words)) else { return [] }
    return (try? ask(options.connect())) ?? []
  }

  /// What may name the job behind `croft` and its subcommand. An option's value may be among them.
  static func jobCandidates(in words: [String]) -> [JobReference] {
    words.dropFirst(2).filter { !$0.hasPrefix("-") }.compactMap(JobReference.init(argument:))
  }

  /// What names the manager among words that are not finished yet.
  static func managerOptions(in words: [String]) -> [String] {
    var options: [String] = []
    for (index, word) in words.enumerated() {
      if ["--master", "--socket"].contains(word), index + 1 < words.count {
        options += [word, words[index + 1]]
      } else if word.hasPrefix("--master=") || word.hasPrefix("--socket=") {
        options.append(word)
      }
    }
    return options
  }
}
