import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What `ps` and `lsof` would show in the middle of a job.
  @Suite struct ProcessTreeTests {
    @Test func executorsAreTheManagersChildrenAndTheDriversImage() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let driver = ProcessView(Int(job.driver.processID))
          #expect(driver.parentID == Int(getpid()))
          #expect(ProcessView(Int(manager.process.processID)).name == "croftd")
          #expect(Set(job.executors).count == 2)
          for executor in job.executors.map(ProcessView.init) {
            #expect(executor.parentID == Int(manager.process.processID))
            #expect(executor.name == "croft-executor")
            #expect(executor.image != nil)
            #expect(executor.image == driver.image)
          }
          _ = try await job.finish()
        }
      }
    }

    @Test func programsThatTasksStartInheritNothingOfTheExecutor() async throws {
      let result = try await Trial.run(["inherited"], on: .daemon)
      let lines = result.standardOutput.split(separator: "\n")
      // 3 is the directory that `ls` reads.
      #expect(lines == ["0 1 2 3 ", "0"])
    }

    @Test func executorsHoldOnlyTheIntendedDescriptors() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          for executor in job.executors {
            var descriptors = ProcessView(executor).descriptors
            #expect(descriptors.removeValue(forKey: 0) == "/dev/null")
            #expect(descriptors.removeValue(forKey: 1)?.hasPrefix("pipe:") == true)
            #expect(descriptors.removeValue(forKey: 2)?.hasPrefix("pipe:") == true)
            #expect(descriptors.removeValue(forKey: 3)?.hasPrefix("socket:") == true)
            // The rest it opened itself, for its event loop; and the task, which tells that it has begun and is about
            // to write its output.
            let rest = descriptors.values.filter { !$0.hasSuffix("/begun") && !$0.hasPrefix(manager.scratch) }.sorted()
            #expect(rest == ["anon_inode:[eventfd]", "anon_inode:[eventpoll]"])
          }
          _ = try await job.finish()
        }
      }
    }

    @Test func executorsRunInTheDriversDirectoryWithItsEnvironment() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          for executor in job.executors.map(ProcessView.init) {
            #expect(executor.environment("SWIFT_BACKTRACE") == "enable=no")
            #expect(executor.environment("CROFT_ROLE") == "executor")
            #expect(executor.environment("CROFT_SCRATCH") == "\(manager.scratch)/app-1")
          }
          _ = try await job.finish()
        }
      }
    }
  }
}
