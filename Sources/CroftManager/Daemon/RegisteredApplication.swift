import CroftLinux
import CroftProtocol
import Glibc

/// What the manager knows of an application besides its resources.
final class RegisteredApplication {
  /// As it is stored.
  let registration: StoredApplication
  let scratch: String
  /// Whom its processes run as; nil: as the manager's own user.
  let identity: ProcessIdentity?
  /// What its executors run; nil until a driver has brought it, after the manager was restarted.
  var image: FileDescriptor?
  /// The driver's limits and mask.
  var surroundings: ProcessSurroundings?
  /// Where its driver listens; nil while it is disconnected.
  var stream: EventStream?
  /// The driver, watched for its end; nil where the manager runs it itself, and where its process can't be seen from
  /// here (another PID namespace).
  var driver: ProcessDescriptor?
  /// nil for one whose driver the manager doesn't run.
  var detachment: Detachment?
  /// What its driver told of its tasks, and of its own end.
  var tasks: TaskCounts?
  var exitStatus: Int?
  /// What its driver told that it runs: not stored, since a driver that connects again tells it again.
  var running: [RunningAttempt] = []
  /// What is to be told of its end, when it is known before the end.
  var endReason: String?
  /// Its end is in the journal and in the history.
  var isEndTold = false

  init(_ registration: StoredApplication, scratch: String, isOfOtherUser: Bool) {
    self.registration = registration
    self.scratch = scratch
    identity =
      isOfOtherUser
      ? ProcessIdentity(
        userID: registration.userID, groupID: registration.groupID,
        supplementaryGroups: registration.supplementaryGroups) : nil
  }

  var id: ApplicationID { registration.id }
  var userID: uid_t { registration.userID }

  /// nil without an image.
  var launch: ExecutorLaunch? {
    image.map { image in
      ExecutorLaunch(
        image: image, programName: registration.programName, environment: registration.environment,
        directory: registration.directory, scratch: scratch, identity: identity, surroundings: surroundings)
    }
  }

  func deliver(_ event: ApplicationEvent, _ descriptors: [FileDescriptor] = []) { stream?.send(event, descriptors) }
}

/// A driver's connection, as its application's events go out on it. An application may get a new one, and the end of
/// an old one then means nothing.
final class EventStream {
  let send: (ApplicationEvent, [FileDescriptor]) -> Void

  init(send: @escaping (ApplicationEvent, [FileDescriptor]) -> Void) { self.send = send }
}

/// A driver that the manager runs itself.
struct Detachment {
  var stored: StoredDetachment
  /// What the driver runs; nil when the file is gone since an earlier manager was told of it. It may go on as another
  /// program, whose image the executors then run.
  var image: FileDescriptor?
  /// How often the driver has failed under this manager.
  var failures = 0
  /// When it is to be started again.
  var restart: TimerToken?
}
