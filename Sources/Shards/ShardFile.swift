/// The file of a part of a comparison: a few lines that people can read, an empty line, the bytes of what was found, and the SHA-256 of
/// all that in 64 digits. Its size does not grow with the number of futures: up to 65,536 in all, what each of them came to; of more,
/// sums (Analysis/Streamed).
///
/// Two files belong to one run if the scenario with its defaults, the prices, the seed and the number of futures are the same, and if
/// the first block of futures, which every part simulates, came out the same to the bit: that is the fingerprint of the engine.
///
/// At the boundary: a byte that was changed, one too few and one too many are each told as damage; a later format as such.

import Quantities
import Simulation

/// What is wrong with a file, and what to do about it.
public struct ShardError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

public struct ShardHeader: Hashable, Sendable {
  /// The version of the program.
  public var program: String
  /// Of the scenario, as it was named; and SHA-256 of it with its defaults, and of the prices.
  public var path: String
  public var scenario: String
  public var card: String
  /// What the first block of futures came to: its SHA-256.
  public var engine: String
  public var seed: UInt64
  public var sampling: Sampling
  /// Of the whole run.
  public var futures: Int
  /// Which of how many parts, from 0; nil: what one of several processes had done.
  public var part: Part?
  /// Of blocks of 256 futures, by number.
  public var blocks: [Range<Int>]
  /// What is summed up, by the fingerprint of its list; nil: the futures themselves are there.
  public var layout: String?

  public init(
    program: String, path: String, scenario: String, card: String, engine: String, seed: UInt64,
    sampling: Sampling, futures: Int, part: Part?, blocks: [Range<Int>], layout: String?
  ) {
    self.program = program
    self.path = path
    self.scenario = scenario
    self.card = card
    self.engine = engine
    self.seed = seed
    self.sampling = sampling
    self.futures = futures
    self.part = part
    self.blocks = blocks
    self.layout = layout
  }

  /// One of so many parts.
  public struct Part: Hashable, Sendable {
    public let index: Int
    public let count: Int

    public init(index: Int, of count: Int) {
      precondition(index >= 0 && index < count, "a part of the whole")
      self.index = index
      self.count = count
    }

    /// As `--shard` takes it.
    public var text: String { "\(index)/\(count)" }

    /// Its blocks, of so many: no two parts differ by more than one.
    public func blocks(of all: Int) -> Range<Int> {
      func begin(_ part: Int) -> Int { Int(Int128(all) * Int128(part) / Int128(count)) }
      return begin(index)..<begin(index + 1)
    }
  }
}

public struct ShardFile: Sendable {
  public let header: ShardHeader
  public let payload: [UInt8]

  /// Raised when the bytes of a file change their meaning.
  public static let format = 1
  private static let magic = "lotwise shard "
  /// More than any part of any run takes.
  public static let limit = 1 << 31

  public init(_ header: ShardHeader, payload: [UInt8]) {
    self.header = header
    self.payload = payload
  }

  // MARK: Written

  public var bytes: [UInt8] {
    let h = header
    let lines: [(String, String)] = [
      ("program", h.program), ("scenario", ShardFile.escaped(h.path)), ("scenario hash", h.scenario),
      ("card hash", h.card), ("engine", h.engine), ("seed", "\(h.seed)"), ("sampling", h.sampling.rawValue),
      ("futures", "\(h.futures)"), ("part", h.part?.text ?? "none"),
      ("blocks", h.blocks.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")),
      ("sums", h.layout ?? "none"), ("bytes", "\(payload.count)"),
    ]
    let text =
      "\(ShardFile.magic)\(ShardFile.format)\n" + lines.map { "\($0.0): \($0.1)\n" }.joined() + "\n"
    let body = Array(text.utf8) + payload
    return body + Array(Digest.sha256(body).utf8) + [UInt8(ascii: "\n")]
  }

  /// On one line.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(scalar)
      }
    }.joined()
  }

  private static func plain(_ text: String) -> String {
    var plain = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        plain.unicodeScalars.append(scalar == "n" ? "\n" : scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        plain.unicodeScalars.append(scalar)
      }
    }
    return plain
  }

  // MARK: Read

  public init(bytes: [UInt8]) throws(ShardError) {
    let magic = Array(ShardFile.magic.utf8)
    guard bytes.starts(with: magic) else {
      throw ShardError("is no shard: `lotwise compare --shard` writes them")
    }
    let first = bytes[magic.count...].prefix { $0 != UInt8(ascii: "\n") }
    guard let format = Int(String(decoding: first.prefix(20), as: UTF8.self)) else { throw ShardFile.damaged }
    guard format == ShardFile.format else {
      throw ShardError(
        "is a shard of format \(format), and this program reads format \(ShardFile.format); simulate and merge with one version of it"
      )
    }
    let tail = 65
    guard bytes.count > magic.count + tail else { throw ShardFile.damaged }
    let body = bytes[..<(bytes.count - tail)]
    guard bytes.last == UInt8(ascii: "\n"),
      Digest.sha256(body).utf8.elementsEqual(bytes[(bytes.count - tail)..<(bytes.count - 1)])
    else { throw ShardFile.damaged }
    var values: [String: String] = [:]
    var at = magic.count + first.count + 1
    while at < body.count, body[at] != UInt8(ascii: "\n") {
      let line = body[at...].prefix { $0 != UInt8(ascii: "\n") }
      at += line.count + 1
      let text = String(decoding: line, as: UTF8.self)
      guard let colon = text.firstRange(of: ": ") else { throw ShardFile.damaged }
      values[String(text[..<colon.lowerBound])] = String(text[colon.upperBound...])
    }
    guard at < body.count, let header = ShardFile.header(values), values["bytes"] == "\(body.count - at - 1)"
    else {
      throw ShardFile.damaged
    }
    self.header = header
    payload = Array(body[(at + 1)...])
  }

  static let damaged = ShardError(
    "is damaged: it is not what was written, or not all of it; simulate this part again")

  private static func header(_ values: [String: String]) -> ShardHeader? {
    guard let program = values["program"], let path = values["scenario"],
      let scenario = values["scenario hash"],
      let card = values["card hash"], let engine = values["engine"],
      let seed = values["seed"].flatMap({ UInt64($0) }),
      let sampling = values["sampling"].flatMap(Sampling.init), let part = values["part"],
      let futures = values["futures"].flatMap({ Int($0) }), futures > 0, futures <= Simulation.mostFutures,
      let ranges = values["blocks"], let layout = values["sums"]
    else { return nil }
    var blocks: [Range<Int>] = []
    for range in ranges.split(separator: " ") {
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard ends.count == 2, ends[0] < ends[1], ends[0] >= (blocks.last?.upperBound ?? 0),
        ends[1] <= Simulation.blocks(of: futures)
      else { return nil }
      blocks.append(ends[0]..<ends[1])
    }
    var own: ShardHeader.Part?
    if part != "none" {
      guard let stated = ShardHeader.Part(part) else { return nil }
      own = stated
    }
    return ShardHeader(
      program: program, path: plain(path), scenario: scenario, card: card, engine: engine, seed: seed,
      sampling: sampling, futures: futures, part: own, blocks: blocks, layout: layout == "none" ? nil : layout
    )
  }
}

extension ShardHeader.Part {
  /// `2/7`: the third of seven.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index >= 0, index < count
    else { return nil }
    self.init(index: index, of: count)
  }
}
