import CroftProtocol

/// `org.varlink.service`: what the manager says about itself.
enum Introspection {
  private static let texts = [
    VarlinkService.interfaceName: VarlinkService.interfaceText,
    ManagerInterface.name: ManagerInterface.text,
  ]

  private static let info = VarlinkService.Info(
    vendor: "Croft", product: "croftd", version: CroftVersion.current, url: "https://varlink.org",
    interfaces: texts.keys.sorted())

  private struct DescriptionQuery: Decodable {
    let interface: String
  }

  /// Also says what is wrong with a call of a method that nobody knows.
  static func reply(to call: VarlinkCall) throws(ManagerError) -> VarlinkReply {
    guard let (interface, method) = call.qualifiedName, texts[interface] != nil else {
      throw .service(.interfaceNotFound(interface: call.qualifiedName?.interface ?? call.method))
    }
    switch (interface, method) {
    case (VarlinkService.interfaceName, "GetInfo"):
      return VarlinkReply(parameters: try ControlService.encode(info))
    case (VarlinkService.interfaceName, "GetInterfaceDescription"):
      let name = try ControlService.decode(DescriptionQuery.self, call).interface
      guard let text = texts[name] else { throw .service(.interfaceNotFound(interface: name)) }
      return VarlinkReply(parameters: ["description": .string(text)])
    default: throw .service(.methodNotFound(method: call.method))
    }
  }
}
