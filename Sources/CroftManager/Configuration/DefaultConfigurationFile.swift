/// A configuration file that changes nothing: every section and key with its default, commented out, and its meaning.
enum DefaultConfigurationFile {
  /// As a package installs it, and as `croftd --default-config` prints it.
  static let text = """
    # Configuration of croftd, Croft's manager.
    #
    # Every entry below is commented out and shows its default. Don't change this file: put what you want to change
    # into a file in croftd.conf.d/, such as /etc/croft/croftd.conf.d/50-site.conf, and have it read with
    # "systemctl reload croftd". Check it with "croftd --system --check-config". See croftd.conf(5).

    """ + ConfigurationKeys.sections.map(section).joined()

  /// Sections that need a name are comments too: there may be none.
  private static func section(_ section: ConfigurationSection) -> String {
    let header = section.instance == nil ? "[\(section.title)]" : "#[\(section.title)]"
    let keys = section.keys.map { "# \($0.summary)\n#\($0.name)=\($0.standard)\n" }
    return "\n# \(section.summary)\n\(header)\n" + keys.joined()
  }
}
