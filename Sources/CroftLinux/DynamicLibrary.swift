import Glibc

/// A shared library of the system that is loaded when it is needed, and then stays.
struct DynamicLibrary: @unchecked Sendable {
  // Unchecked because of the handle, which dlsym(3) may be given by any thread.

  private let handle: UnsafeMutableRawPointer
  private let name: String

  /// - Parameter package: the Debian package that has it, for the error's reader.
  init(_ name: String, package: String) throws(LibraryError) {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "not found"
      throw LibraryError(library: name, problem: "\(reason); install the package \(package)")
    }
    self.handle = handle
    self.name = name
  }

  /// A function of the library.
  ///
  /// - Parameter type: a `@convention(c)` function type, which must be the function's own.
  func function<Function>(_ symbol: String, as type: Function.Type = Function.self) throws(LibraryError) -> Function {
    guard let address = dlsym(handle, symbol) else {
      throw LibraryError(library: name, problem: "it has no function \(symbol); install a newer version")
    }
    return unsafeBitCast(address, to: type)
  }
}

/// A library that can't be used.
package struct LibraryError: Error, Equatable, Sendable, CustomStringConvertible {
  package let library: String
  package let problem: String

  package var description: String { "load \(library): \(problem)" }
}
