/// The requests of all transcripts of an import, each once. Repetitions share `message.id` and `requestId`; a subagent's
/// log may replay a message under another request id, so that there the message alone decides. Of two, the one that is
/// no subagent's counts, else the one with more tokens (a streamed answer grows), else the dearer, else the one that
/// says its speed, else the first. Memory grows with distinct requests (about 150 bytes each) and not with lines.
///
/// The rule is ccusage's (adapter/claude/daily.rs), but for one thing: where a parent's line took the place of a
/// subagent's, ccusage no longer finds it under its own request id and counts the parent's next repetition again.

import Quantities

struct TranscriptRequests {
  static let noCost = Int64.min

  struct Request {
    /// Of the request id; 0: it has none.
    var id: UInt64 = 0
    /// Hours since 1970.
    var hour: Int32 = 0
    /// -1: none.
    var model: Int32 = -1
    var line: Int32 = 0
    var tokens = UsageRow.Tokens()
    var webSearches: Int64 = 0
    var cost = TranscriptRequests.noCost
    var isSidechain = false
    var isFailed = false
    var isFast = false
    var saysSpeed = false
    var isUSOnly = false
    var isBatch = false

    var promptTokens: Int64 {
      tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
    }

    fileprivate func replaces(_ other: Request) -> Bool {
      if isSidechain != other.isSidechain { return other.isSidechain }
      let (total, otherTotal) = (promptTokens + tokens.output, other.promptTokens + other.tokens.output)
      if total != otherTotal { return total > otherTotal }
      if cost != other.cost { return cost > other.cost }
      return saysSpeed && !other.saysSpeed
    }
  }

  private(set) var all: [Request] = []
  /// The first request of each message. Only it can be a subagent's: a later one of a subagent repeats it.
  private var firsts: [TextHash: Int32] = [:]
  /// Further requests of a message, by both ids.
  private var others: [Both: Int32] = [:]
  private var models: [String] = []
  private var numbers: [TextHash: Int32] = [:]

  private struct Both: Hashable {
    let message: TextHash
    let request: UInt64
  }

  func model(_ number: Int32) -> String? { number < 0 ? nil : models[Int(number)] }

  mutating func number(ofModel name: ArraySlice<UInt8>) -> Int32 {
    let hash = TextHash(name)
    if let known = numbers[hash] { return known }
    let number = Int32(models.count)
    numbers[hash] = number
    models.append(String(decoding: name, as: UTF8.self))
    return number
  }

  /// `message`: nil where the line has no id; it is then never a repetition.
  mutating func insert(_ request: Request, message: TextHash?) {
    let number = Int32(all.count)
    guard let message, let first = firsts[message] else {
      if let message { firsts[message] = number }
      all.append(request)
      return
    }
    let both = Both(message: message, request: request.id)
    let same = all[Int(first)].id == request.id ? first : others[both]
    let isReplay = request.isSidechain || all[Int(first)].isSidechain
    if let known = same ?? (isReplay ? first : nil) {
      if request.replaces(all[Int(known)]) { all[Int(known)] = request }
    } else {
      others[both] = number
      all.append(request)
    }
  }
}
