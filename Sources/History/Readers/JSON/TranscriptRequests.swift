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
    /// The next request of the same message; -1: none.
    fileprivate var next: Int32 = -1
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
  /// The first request of each message.
  private var messages: [TextHash: Int32] = [:]
  private var models: [[UInt8]] = []

  func model(_ number: Int32) -> String? {
    number < 0 ? nil : String(decoding: models[Int(number)], as: UTF8.self)
  }

  /// The number of a model; there are few.
  mutating func number(ofModel name: ArraySlice<UInt8>) -> Int32 {
    if let known = models.firstIndex(where: { $0.elementsEqual(name) }) { return Int32(known) }
    models.append(Array(name))
    return Int32(models.count - 1)
  }

  /// `message`: nil where the line has no id; it is then never a repetition.
  mutating func insert(_ request: Request, message: TextHash?) {
    let number = Int32(all.count)
    guard let message, let first = messages[message] else {
      if let message { messages[message] = number }
      all.append(request)
      return
    }
    var same: Int32?
    var replayed: Int32?
    var last = first
    var index = first
    while index >= 0 {
      let known = all[Int(index)]
      if known.id == request.id {
        same = index
        break
      }
      if replayed == nil, request.isSidechain || known.isSidechain { replayed = index }
      last = index
      index = known.next
    }
    if let found = same ?? replayed {
      guard request.replaces(all[Int(found)]) else { return }
      let next = all[Int(found)].next
      all[Int(found)] = request
      all[Int(found)].next = next
    } else {
      all[Int(last)].next = number
      all.append(request)
    }
  }
}
