import CroftLinux
import Glibc
import Testing

@testable import CroftManager

/// Somebody whom no directory of users knows: a process of theirs connects, and hands the connection over. Takes root.
final class ForeignUser {
  static let canBeMade = geteuid() == 0

  private static let source = """
    #include <string.h>
    #include <sys/socket.h>
    #include <sys/un.h>
    #include <unistd.h>
    int main(int argc, char **argv) {
      struct sockaddr_un address = {.sun_family = AF_UNIX};
      strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
      int connection = socket(AF_UNIX, SOCK_STREAM, 0);
      if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) return 1;
      char letter = 'c', control[CMSG_SPACE(sizeof(int))] = {0};
      struct iovec part = {&letter, 1};
      struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
      struct cmsghdr *header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      memcpy(CMSG_DATA(header), &connection, sizeof(int));
      if (sendmsg(3, &message, 0) != 1) return 2;
      close(connection);
      return read(3, &letter, 1);
    }
    """
  private static let image = CompiledProgram.make("connect-as", source)

  let identity: ProcessIdentity
  /// Their processes live as long as these are open.
  private var processes: [(FileDescriptor, ProcessDescriptor)] = []

  init(_ userID: uid_t = 40_001, groups: [gid_t] = []) {
    identity = ProcessIdentity(userID: userID, groupID: gid_t(userID), supplementaryGroups: groups)
  }

  deinit {
    for (channel, process) in processes {
      shutdown(channel.rawValue, CInt(SHUT_RDWR))
      _ = try? process.waitForExit(blocking: true)
    }
  }

  func connect(_ manager: RunningManager) throws -> TestClient {
    let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
    let null = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    let process = try Spawner.spawn(
      SpawnRequest(
        image: Self.image, arguments: ["connect-as", manager.socket], environment: [], workingDirectory: "/",
        standardInput: null, standardOutput: null, standardError: null, channel: theirs, identity: identity))
    processes.append((ours, process))
    try TestClient.bound(ours)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { buffer.deallocate() }
    let (_, descriptors) = try UnixSocket.receive(into: buffer, from: ours, maximumDescriptors: 1)
    return try TestClient(try #require(descriptors.first))
  }
}
