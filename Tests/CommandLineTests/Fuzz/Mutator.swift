/// Changes of a file that somebody might make, or mean: numbers, units, dates, names, keys, blocks. They work on lines and
/// words, and know as much of the formats as it takes to get past the first check.

import Foundation

/// SplitMix64: one stream for each trial.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64, trial: Int) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(trial) &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<max(1, count), using: &self) }
  mutating func one(of list: [String]) -> String { list[below(list.count)] }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}

enum Mutator {
  static let numbers = [
    "0", "-1", "1", "2", "0.5", "0.0005", "1e-9", "0.000000001", "1e18", "1000000000000",
    "99999999999999999999", "64",
    "100", "1,000", "10k", "3M", "500k", "4611686018427387904", "9223372036854775807", "0x10", "1_000", "NaN",
    "1.5.2", "7",
  ]
  static let units = [
    "%", "k", "M", " days", " months", " years", " hours", " hour", " min", " minutes", " per day",
    " per hour",
    " per workday", " per month", " tokens", "x", " seconds", " weeks",
  ]
  static let values = [
    "unknown", "never", "[]", "{}", "~", "''", "yes", "no", "50%", "100%", "$20", "$0.000000001",
    "$4,000,000,000", "1 hour",
    "50 years", "15 minutes", "1 second", "10 years", "1 month", "2026-02-29", "2024-02-29", "9999-12-31",
    "1970-01-01",
    "2026-12-31T23:59:59Z", "{median: 600, p90: 500k}", "{median: 1, p90: 50M}", "{mean: 5, sd: 500}",
    "poisson",
    "{lognormal: {median: $3, p90: $9}}", "50% a month", "-99% a month", "overdraw", "refuse",
    "claude-opus-4-6",
    "claude-haiku-4-5", "api key", "Europe/Berlin", "reseller", "official", "[unknown, never]", "*a", "<<",
  ]
  static let names = [
    "a", "a, big", "x", "x, big", "::stop-commands::x", "##[error]x", "=HYPERLINK(\"http://x\")", "a\\nb",
    "e\u{301}\u{301}",
    "\\uFFFE", "\u{202E}abc", "@everyone", "`code`", "<script>alert(1)</script>", "a|b", "%41", "lot  2",
    "total", "-",
    "plan: x", String(repeating: "long ", count: 200), "\u{1F600}", "a;b", "'", "\"", "$(id)", "../x", "null",
    "auto-reload",
  ]
  static let lines = [
    "horizon: 50 years", "horizon: 1 hour", "horizon: 1 month", "step: 15 minutes", "step: 1 day",
    "left over: nothing",
    "left over: price paid", "blocked work costs: 100%", "blocked work: {retried within: 2 days, then lost}",
    "currency: EUR", "rates: card.yaml",
    "requests file: events.csv",
    "include: [parts/support-bot.yaml]", "gates: [outage risk at most 2%]", "start: 2024-02-29",
    "end: 2100-01-01",
    "seed: 18446744073709551615", "growth: 50% a month", "holidays: [2026-12-24]", "account: {tier: start}",
  ]

  private static func replace(
    _ pattern: Regex<Substring>, in text: String, _ dice: inout Dice,
    with make: (Substring, inout Dice) -> String
  ) -> String {
    let found = text.ranges(of: pattern)
    guard !found.isEmpty else { return text }
    let range = found[dice.below(found.count)]
    return text.replacingCharacters(in: range, with: make(text[range], &dice)) as String
  }

  /// The same number some thousand times larger or smaller, or a little: a typing error in a unit.
  private static func scaled(_ text: Substring, _ dice: inout Dice) -> String {
    let digits = text.filter { $0 != "," && $0 != "_" && $0 != "." }
    switch dice.below(6) {
    case 0: return digits + String(repeating: "0", count: 1 + dice.below(9))
    case 1: return "0." + String(repeating: "0", count: dice.below(7)) + digits
    case 2: return String(digits.dropLast(dice.below(digits.count))) + "1"
    case 3: return String((Int(digits.prefix(15)) ?? 0) + dice.below(3) - 1)
    case 4: return String((Int(digits.prefix(15)) ?? 1) * (2 + dice.below(90)))
    default: return String((Int(digits.prefix(15)) ?? 1) / (2 + dice.below(90)))
    }
  }

  /// One change; `others` are files to take a piece from.
  static func change(_ text: String, _ dice: inout Dice, others: [String]) -> String {
    switch dice.below(20) {
    case 0..<6:
      return replace(/[0-9][0-9,._]*/, in: text, &dice) { old, dice in
        dice.chance(50) ? scaled(old, &dice) : dice.one(of: numbers)
      }
    case 6:
      return replace(/[0-9](?:%|k|M| [a-z]+(?: [a-z]+)?)?/, in: text, &dice) { old, dice in
        String(old.prefix(1)) + dice.one(of: units)
      }
    case 7:
      return replace(/[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]+Z)?/, in: text, &dice) { _, dice in
        dice.one(of: values.filter { $0.count >= 10 && $0.dropFirst(4).first == "-" })
      }
    case 8..<11: return lineChange(text, &dice) { key, _, dice in "\(key): \(dice.one(of: values))" }
    case 11, 12:
      return lineChange(text, &dice) { _, value, dice in "\"\(dice.one(of: names))\": \(value)" }
    case 13:
      return lineChange(text, &dice) { key, _, dice in "\(key): \"\(dice.one(of: names))\"" }
    case 14: return dice.chance(50) ? text + dice.one(of: lines) + "\n" : topChange(text, &dice)
    case 15..<18: return blockChange(text, &dice, others)
    case 18:
      return text.replacingOccurrences(
        of: dice.one(of: [", ", ": ", "$", "\n  ", "\"", "%"]), with: dice.one(of: [" ", "", ", ", ": "]))
    default:
      var bytes = Array(text.utf8)
      guard !bytes.isEmpty else { return text }
      bytes[dice.below(bytes.count)] = UInt8(dice.below(256))
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// One of the lines with a key gets another key or value; its indentation stays.
  private static func lineChange(
    _ text: String, _ dice: inout Dice, _ make: (_ key: String, _ value: String, inout Dice) -> String
  ) -> String {
    var lines = text.components(separatedBy: "\n")
    let keyed = lines.indices.filter { lines[$0].contains(": ") || lines[$0].hasSuffix(":") }
    guard !keyed.isEmpty else { return text }
    let index = keyed[dice.below(keyed.count)]
    let line = lines[index]
    let start = line.prefix { $0 == " " || $0 == "-" }
    let parts = line.dropFirst(start.count).components(separatedBy: ": ")
    let key = parts[0].hasSuffix(":") ? String(parts[0].dropLast()) : parts[0]
    lines[index] = start + make(key, parts.dropFirst().joined(separator: ": "), &dice)
    return lines.joined(separator: "\n")
  }

  /// A key of the file itself is stated another time, in another way.
  private static func topChange(_ text: String, _ dice: inout Dice) -> String {
    let line = dice.one(of: lines)
    let key = line.prefix { $0 != ":" }
    let kept = text.components(separatedBy: "\n").filter { !$0.hasPrefix(key + ":") }
    return (kept + [line, ""]).joined(separator: "\n")
  }

  /// Blocks, a line with what is indented below it: one is doubled, removed, moved, or comes from another file.
  private static func blockChange(_ text: String, _ dice: inout Dice, _ others: [String]) -> String {
    var lines = text.components(separatedBy: "\n")
    guard lines.count > 1 else { return text }
    let from =
      dice.chance(40) && !others.isEmpty
      ? others[dice.below(others.count)].components(separatedBy: "\n") : lines
    let block = block(in: from, at: dice.below(from.count))
    let piece = Array(from[block])
    let indent = piece.first.map { $0.prefix { $0 == " " }.count } ?? 0
    let places = lines.indices.filter { lines[$0].prefix { $0 == " " }.count == indent }
    let place = places.isEmpty ? 0 : places[dice.below(places.count)]
    if dice.chance(30) {
      lines.removeSubrange(Self.block(in: lines, at: place))
    } else {
      let renamed =
        dice.chance(50)
        ? piece.map { $0.replacingOccurrences(of: ":", with: " 2:", range: $0.range(of: ":")) } : piece
      lines.insert(contentsOf: renamed, at: place)
    }
    return lines.joined(separator: "\n")
  }

  private static func block(in lines: [String], at index: Int) -> Range<Int> {
    let indent = lines[index].prefix { $0 == " " }.count
    var end = index + 1
    while end < lines.count, lines[end].prefix(while: { $0 == " " }).count > indent { end += 1 }
    return index..<end
  }
}
