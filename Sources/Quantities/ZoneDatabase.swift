/// The tz database as files: one for each zone, in folders by continent. Nothing outside its folder is
/// read: a name holds no point, is not a path from the root, and is not the machine's own zone.

import Glibc

package struct ZoneDatabase: Sendable {
  package let folder: String

  package init(folder: String) { self.folder = folder }

  package static let system = ZoneDatabase(folder: "/usr/share/zoneinfo")
  private static let remedy = "write a name like Europe/Berlin, or UTC"

  package func zone(named name: String) throws(QuantityError) -> Zone {
    guard access(folder, R_OK) == 0 else {
      throw QuantityError(
        "the time zone \(QuantityError.quote(name)) needs the time zone database, which is not at \(folder)",
        remedy: "install it (on Debian: apt-get install tzdata), or write UTC")
    }
    guard ZoneDatabase.isName(name), let bytes = readFile("\(folder)/\(name)"),
      bytes.starts(with: "TZif".utf8)
    else {
      let known = names()
      // `berlin` means Europe/Berlin.
      let folded = name.lowercased()
      let nearest =
        known.first { $0.lowercased() == folded } ?? known.first { $0.lowercased().hasSuffix("/" + folded) }
        ?? nearestName(to: name, among: known)
      throw QuantityError(
        "\(QuantityError.quote(name)) is not a known time zone",
        remedy: nearest.map { "did you mean \($0)?" } ?? ZoneDatabase.remedy)
    }
    do {
      return Zone(name: name, table: try ZoneTable(file: bytes))
    } catch {
      throw QuantityError(
        "the file \(folder)/\(name) is not one that can be used: \(error.reason)",
        remedy: "install the time zone database anew (on Debian: apt-get install --reinstall tzdata), "
          + "or write another name")
    }
  }

  /// `Europe/Berlin`, `Etc/GMT+5`, `EST5EDT`; not `../x`, `/x`, `a//b`, `zone.tab`.
  private static func isName(_ name: String) -> Bool {
    func isAllowed(_ byte: UInt8) -> Bool {
      isLetter(byte) || isDigit(byte) || "_-+/".utf8.contains(byte)
    }
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    // `localtime` and `posixrules` are whatever this machine is set to: a run would depend on it.
    return name.utf8.count <= 64 && name.utf8.allSatisfy(isAllowed) && parts.allSatisfy { !$0.isEmpty }
      && name != "localtime" && name != "posixrules"
  }

  /// The names that the database lists of itself, for suggestions; none, if the list is missing.
  private func names() -> [String] {
    let list = readFile("\(folder)/tzdata.zi") ?? []
    var names: [String] = []
    for line in list.split(separator: UInt8(ascii: "\n")) {
      // `Z Europe/Berlin 0:53:28 ...` is a zone, `L Europe/Berlin Europe/Oslo` another name of one.
      let isZone = line.starts(with: "Z ".utf8)
      guard isZone || line.starts(with: "L ".utf8) else { continue }
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
      let column = isZone ? 1 : 2
      if words.count > column { names.append(String(decoding: words[column], as: UTF8.self)) }
    }
    return names
  }

  /// Nil, if it cannot be read or is past any size that a file of this database has.
  private func readFile(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 1 << 22 {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
    return nil
  }
}
