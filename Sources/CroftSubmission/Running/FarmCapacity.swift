package import CroftDriver
import CroftLinux
import CroftProtocol

/// What a farm has to share out, asked before there is an application on it.
enum FarmCapacity {
  static func find(_ master: Master) throws -> Resources {
    switch master {
    case .manager(let socketPath): return try ManagerClient(socketPath: socketPath).call(GetStatus()).capacity
    case .local(let slots):
      let machine = try MachineCapacity.detect()
      return Resources(cores: slots ?? machine.cores, memoryBytes: machine.memoryBytes)
    }
  }
}

extension Master {
  package var isManager: Bool {
    if case .manager = self { true } else { false }
  }

  /// As `--master` would name it.
  var url: String {
    switch self {
    case .local(let slots): slots.map { "local[\($0)]" } ?? "local[*]"
    case .manager(let socketPath): "unix:\(socketPath)"
    }
  }
}
