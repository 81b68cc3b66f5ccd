/// What a command may want to know of itself: each is a variable of its environment.
package struct AttemptFacts: Sendable, Equatable {
  /// `CROFT_JOB`: the job's id, as `croft list` has it.
  package var job: String
  /// `CROFT_STEP`: the step's name in its job file; nil without one.
  package var step: String?
  /// `CROFT_TASK`: from 1, as `{#}`.
  package var taskNumber: Int
  /// `CROFT_ATTEMPT`: from 1.
  package var attempt: Int
  /// `CROFT_SLOT`: from 1, as `{%}`.
  package var slotNumber: Int
  /// `CROFT_TASKS`: how many the step has.
  package var taskCount: Int
  /// `CROFT_LOGICAL_TIME`: the time that a scheduled job stands for, as its schedule writes it; nil for one that
  /// isn't scheduled.
  package var logicalTime: String?

  package init(
    job: String, step: String? = nil, taskNumber: Int, attempt: Int, slotNumber: Int, taskCount: Int,
    logicalTime: String? = nil
  ) {
    self.job = job
    self.step = step
    self.taskNumber = taskNumber
    self.attempt = attempt
    self.slotNumber = slotNumber
    self.taskCount = taskCount
    self.logicalTime = logicalTime
  }
}
