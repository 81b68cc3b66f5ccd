/// The control protocol as the manager describes itself: the text that GetInterfaceDescription returns.
/// The Swift types in this folder match it, name by name.
package enum ManagerInterface {
  package static let name = "io.croft.Manager"

  package static let text = """
    # The manager of a Croft farm: it hands out this machine's cores and memory to applications as executor
    # processes, and watches over them. It knows nothing of the tasks that they run.
    # Times are milliseconds since 1970 in UTC. Identifiers of applications are never used twice; those of executors
    # and requests count from 1 within their application.
    interface io.croft.Manager

    # What an executor may use, or a machine has.
    type Resources (cores: int, memoryBytes: int)

    # A registered application. `executors` counts its processes, `waiting` those it asked for and hasn't got.
    type Application (
      id: int,
      name: string,
      userID: int,
      processID: int,
      executors: int,
      waiting: int,
      registeredAt: int,
      directory: string
    )

    # A process that the manager started for an application. `cgroup` is absent where it has none of its own.
    type Executor (
      application: int,
      id: int,
      processID: int,
      userID: int,
      resources: Resources,
      state: (starting, running, ending),
      cgroup: ?string,
      startedAt: int
    )

    # A new executor. `channel` is the index, among the descriptors sent beside this reply, of the socket whose
    # other end is the executor's descriptor 3.
    type ExecutorGrant (executor: int, processID: int, resources: Resources, channel: int)

    # Why an executor is gone. `code` is the exit status or the signal's number; `message` is a sentence.
    # With spawnFailed, the application's waiting requests are withdrawn, because the next ones would fail alike.
    type ExecutorEnd (
      executor: int,
      reason: (exited, signalled, outOfMemory, released, spawnFailed, stopped),
      code: ?int,
      message: string
    )

    # A limit on executors, whether this manager can enforce it here, and why not.
    type Limit (name: string, enforced: bool, reason: ?string)

    # The manager's condition, in numbers over all users.
    method GetStatus() -> (
      version: string,
      processID: int,
      userID: int,
      socket: string,
      capacity: Resources,
      free: Resources,
      applications: int,
      executors: int,
      waiting: int,
      limits: []Limit
    )

    # Registers the calling process as an application. Call it with `more`. `image` is the index, among the
    # descriptors sent beside the call, of the executable that executors run: with arguments[0] and
    # --croft-executor as their arguments, in `environment` and `directory`. Further arguments are not used.
    # The first reply holds `registered`; each later one holds exactly one of `granted`, `ended` and `stopping`.
    # The application lasts as long as this connection and its process, whichever goes first.
    method RegisterApplication(
      name: string,
      image: int,
      arguments: []string,
      environment: []string,
      directory: string
    ) -> (
      registered: ?(application: int, scratch: string, capacity: Resources),
      granted: ?ExecutorGrant,
      ended: ?ExecutorEnd,
      stopping: ?bool
    )

    # Asks for executors. What fits starts at once, the rest waits in the order of the requests.
    method RequestExecutors(application: int, count: int, resources: Resources) -> (request: int)

    # Gives up what a request still waits for. Executors that it already got stay.
    method WithdrawRequest(application: int, request: int) -> ()

    # Ends an executor. Its end is reported with the reason `released`.
    method ReleaseExecutor(application: int, executor: int) -> ()

    # The caller's applications; all of them for root and for the manager's own user.
    method ListApplications() -> (applications: []Application)

    # The executors of one application, or of all that the caller may see.
    method ListExecutors(application: ?int) -> (executors: []Executor)

    # The executor that was asked for would not even fit on this machine with nothing else running.
    error NeverFits (asked: Resources, capacity: Resources, reason: string)

    # There is no such application, or it is gone.
    error NoSuchApplication (application: int)

    # The application has no such executor, or it is gone.
    error NoSuchExecutor (executor: int)

    # The application has no such request, or nothing of it waits any more.
    error NoSuchRequest (request: int)

    # The manager is shutting down and takes nothing new.
    error Stopping ()

    # A bound was reached.
    error TooMany (what: string, limit: int)

    # The manager itself failed, such as on a full disk. Nothing of the call was done.
    error Failed (reason: string)

    """
}
