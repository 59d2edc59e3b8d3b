/// Characters at the borders of what text may hold, in names and titles: what is written with them can be read again, and
/// means the same; what no text may hold is refused where it stands, so that no file with it is ever written.

import Foundation
import Testing

@Suite struct `Odd characters in names` {
  private static let allowed: [UInt32] = [
    0x20, 0x22, 0x23, 0x25, 0x26, 0x27, 0x2C, 0x3A, 0x3B, 0x3C, 0x3D, 0x40, 0x5C, 0x60, 0x7B, 0x7C, 0x7E,
    0xA0, 0xAD, 0x301,
    0x200B, 0x200D, 0x200E, 0x202E, 0x2066, 0x3000, 0xD7FF, 0xE000, 0xFDD0, 0xFFFC, 0xFFFD, 0x10000, 0x1F600,
    0x1FFFE,
    0xE0001, 0x10FFFF,
  ]
  private static let refused: [UInt32] = [
    0x0, 0x1, 0x7, 0x8, 0xB, 0xC, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF,
  ]

  private static func escape(_ code: UInt32) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static var names: [String] { allowed.compactMap { Unicode.Scalar($0).map { "x\($0)y" } } }

  private static var file: String {
    let lots = allowed.map { "  \"x\(escape($0))y\": {credit: $1, at: 2026-01-01}\n" }.joined()
    let title = allowed.map(escape).joined()
    return
      "lotwise: 1\ntitle: \"t\(title)t\"\nstart: 2026-01-01\nlots:\n\(lots)requests: [{at: 2026-01-02, amount: $30}]\n"
  }

  @Test func `a file that is explained reads back as the same`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.yaml", Self.file)
    let first = try Program.run("check", "--explain", folder.path("a.yaml"))
    #expect(first.status == 0, "\(first.errors)")
    try folder.write("b.yaml", first.output)
    let second = try Program.run("check", "--explain", folder.path("b.yaml"))
    func bare(_ text: String) -> [Substring] { text.split(separator: "\n").map { $0.prefix { $0 != "#" } } }
    #expect(second.status == 0 && bare(second.output).count == bare(first.output).count, "\(second.errors)")
    func names(_ file: String) throws -> [String] {
      let replayed = try Program.run("replay", folder.path(file), "--format", "json")
      let root = try JSONSerialization.jsonObject(with: Data(replayed.output.utf8)) as? [String: Any]
      return (root?["lots"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    }
    #expect(try names("a.yaml") == Self.names)
    #expect(try names("b.yaml") == Self.names)
  }

  @Test func `pins hold, and every CSV row has its cells`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.yaml", Self.file)
    #expect(try Program.run("verify", "--update", folder.path("a.yaml")).status == 0)
    let verified = try Program.run("verify", folder.path("a.yaml"))
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    #expect(try Program.run("check", folder.path("a.expect.yaml")).status == 0)
  }

  @Test(.enabled(if: Program.isInstalled("hledger"))) func `hledger reads the journal`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.yaml", Self.file)
    let read = try Program.shell(
      "lotwise replay '\(folder.path("a.yaml"))' --format journal | hledger -f - check && echo read")
    #expect(read.output == "read\n", "\(read.errors)")
  }

  @Test func `what no text may hold is refused, as it is and as an escape, in a key and in a value`() throws {
    let folder = try TemporaryFolder()
    for code in Self.refused {
      let scalar = try #require(Unicode.Scalar(code))
      for text in [Self.escape(code), String(Character(scalar))] {
        for line in ["title: \"x\(text)\"", "lots: {\"x\(text)\": {credit: $1, at: 2026-01-01}}"] {
          try folder.write("a.yaml", "lotwise: 1\nstart: 2026-01-01\n\(line)\n")
          let seen = try Program.run("check", folder.path("a.yaml"))
          #expect(
            seen.status == 1 && seen.errors.contains("a.yaml:3:"),
            "U+\(String(code, radix: 16)): \(seen.errors)")
        }
      }
    }
  }

  @Test func `a file's name that is no text is no title`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a\u{FFFE}\u{7}.yaml", "lotwise: 1\nstart: 2026-01-01\n")
    let explained = try Program.run("check", "--explain", folder.path("a\u{FFFE}\u{7}.yaml"))
    try folder.write("b.yaml", explained.output)
    #expect(try Program.run("check", folder.path("b.yaml")).status == 0, "\(explained.output)")
  }
}
