/// One line of a transcript that mentions usage, read in one pass in place: only what a request needs is kept, as ranges
/// of the line; everything else, the content above all, is passed over.

import Formats
import Quantities

struct TranscriptLine {
  private typealias Text = (range: Range<Int>, isEscaped: Bool)
  private typealias Failure = JSONLexer.Failure

  private var timestamp: Text?
  private var requestID: Range<Int>?
  private var cost: Range<Int>?
  private var isSidechain = false
  private var isError = false
  private var messageID: Range<Int>?
  private var model: Range<Int>?
  private var hasInput = false
  private var hasOutput = false
  private var tokens = UsageRow.Tokens()
  /// Cache writes without and with their split.
  private var writes: Int64 = 0
  private var split: (fiveMinutes: Int64, hour: Int64)?
  private var webSearches: Int64 = 0
  private var speed: Range<Int>?
  private var isUSOnly = false
  private var isBatch = false
  private var hasUsage = false
  private var start = 0

  mutating func read(_ bytes: [UInt8], _ range: Range<Int>) throws(JSONLexer.Failure) {
    start = range.lowerBound
    var cursor = JSONCursor(bytes, in: range)
    guard try cursor.kind() == .object else {
      throw Failure(cursor.at, "this line is no object", "each line of a transcript is one")
    }
    try envelope(&cursor, isOuter: true)
    guard try cursor.kind() == .end else {
      throw Failure(cursor.at, "something follows the object", "each line of a transcript is one object")
    }
  }

  /// The object around a message: the line, or the message of an agent's progress.
  private mutating func envelope(_ cursor: inout JSONCursor, isOuter: Bool) throws(JSONLexer.Failure) {
    var isFirst = true
    cursor.enter()
    while let (key, _) = try cursor.nextKey(&isFirst) {
      let kind = try cursor.kind()
      if kind == .text, cursor.isEqual(key, "timestamp") {
        timestamp = try cursor.text()
      } else if kind == .text, cursor.isEqual(key, "requestId") {
        requestID = try cursor.text().range
      } else if kind == .bool, cursor.isEqual(key, "isSidechain") {
        isSidechain = try cursor.word() == .bool(true)
      } else if kind == .bool, cursor.isEqual(key, "isApiErrorMessage") {
        isError = try cursor.word() == .bool(true)
      } else if kind == .number, cursor.isEqual(key, "costUSD") {
        cost = try cursor.number()
      } else if kind == .object, cursor.isEqual(key, "message") {
        try message(&cursor)
      } else if isOuter, kind == .object, cursor.isEqual(key, "data") {
        try progress(&cursor)
      } else {
        try cursor.skip()
      }
    }
  }

  /// `data`: its message is an envelope of its own.
  private mutating func progress(_ cursor: inout JSONCursor) throws(JSONLexer.Failure) {
    var isFirst = true
    cursor.enter()
    while let (key, _) = try cursor.nextKey(&isFirst) {
      if try cursor.kind() == .object, cursor.isEqual(key, "message") {
        var inner = TranscriptLine()
        inner.start = start
        try inner.envelope(&cursor, isOuter: false)
        // A line that holds a message of its own is that message.
        if inner.hasUsage, !hasUsage { self = inner }
      } else {
        try cursor.skip()
      }
    }
  }

  private mutating func message(_ cursor: inout JSONCursor) throws(JSONLexer.Failure) {
    var isFirst = true
    cursor.enter()
    while let (key, _) = try cursor.nextKey(&isFirst) {
      let kind = try cursor.kind()
      if kind == .text, cursor.isEqual(key, "id") {
        messageID = try cursor.text().range
      } else if kind == .text, cursor.isEqual(key, "model") {
        model = try cursor.text().range
      } else if kind == .object, cursor.isEqual(key, "usage") {
        hasUsage = true
        try usage(&cursor)
      } else {
        try cursor.skip()
      }
    }
  }

  private mutating func usage(_ cursor: inout JSONCursor) throws(JSONLexer.Failure) {
    var isFirst = true
    cursor.enter()
    while let (key, _) = try cursor.nextKey(&isFirst) {
      switch try cursor.kind() {
      case .number:
        if cursor.isEqual(key, "input_tokens") {
          tokens.input = try count(&cursor)
          hasInput = true
        } else if cursor.isEqual(key, "output_tokens") {
          tokens.output = try count(&cursor)
          hasOutput = true
        } else if cursor.isEqual(key, "cache_read_input_tokens") {
          tokens.cacheRead = try count(&cursor)
        } else if cursor.isEqual(key, "cache_creation_input_tokens") {
          writes = try count(&cursor)
        } else {
          _ = try cursor.number()
        }
      case .text:
        let text = try cursor.text().range
        if cursor.isEqual(key, "speed") {
          speed = text
        } else if cursor.isEqual(key, "inference_geo") {
          isUSOnly = cursor.isEqual(text, "us")
        } else if cursor.isEqual(key, "service_tier") {
          isBatch = cursor.isEqual(text, "batch")
        }
      case .object where cursor.isEqual(key, "cache_creation"):
        split = (0, 0)
        try numbers(&cursor) { line, cursor, name throws(JSONLexer.Failure) in
          if cursor.isEqual(name, "ephemeral_5m_input_tokens") {
            let count = try line.count(&cursor)
            line.split?.fiveMinutes = count
          } else if cursor.isEqual(name, "ephemeral_1h_input_tokens") {
            let count = try line.count(&cursor)
            line.split?.hour = count
          } else {
            try cursor.skip()
          }
        }
      case .object where cursor.isEqual(key, "server_tool_use"):
        try numbers(&cursor) { line, cursor, name throws(JSONLexer.Failure) in
          if cursor.isEqual(name, "web_search_requests") {
            line.webSearches = try line.count(&cursor)
          } else {
            try cursor.skip()
          }
        }
      default: try cursor.skip()
      }
    }
  }

  /// The numbers of an object.
  private mutating func numbers(
    _ cursor: inout JSONCursor,
    _ body: (inout TranscriptLine, inout JSONCursor, Range<Int>) throws(JSONLexer.Failure) -> Void
  ) throws(JSONLexer.Failure) {
    var isFirst = true
    cursor.enter()
    while let (key, _) = try cursor.nextKey(&isFirst) {
      if try cursor.kind() == .number {
        try body(&self, &cursor, key)
      } else {
        try cursor.skip()
      }
    }
  }

  private func count(_ cursor: inout JSONCursor) throws(JSONLexer.Failure) -> Int64 {
    let digits = try cursor.number()
    if digits.count <= 15 {
      var value: Int64 = 0
      var isPlain = true
      for index in digits {
        let digit = cursor.bytes[index] &- 48
        isPlain = isPlain && digit < 10
        value = value &* 10 &+ Int64(digit)
      }
      if isPlain { return value }
    }
    guard let thousandths = ExactDecimal.scaled(cursor.bytes[digits], places: 3), thousandths % 1_000 == 0,
      (0...ExportValue.mostCounted).contains(thousandths / 1_000)
    else { throw Failure(digits, "this is no number of tokens", "a whole number belongs here") }
    return thousandths / 1_000
  }

  // MARK: What was found

  /// An empty id is none.
  func message(_ bytes: [UInt8]) -> TextHash? {
    messageID.flatMap { $0.isEmpty ? nil : TextHash(bytes[$0]) }
  }

  /// Nil: the line is no request.
  func request(
    _ bytes: [UInt8], _ requests: inout TranscriptRequests, _ number: Int
  ) throws(JSONLexer.Failure) -> TranscriptRequests.Request? {
    guard hasUsage else { return nil }
    guard hasInput, hasOutput else {
      throw Failure(start, "its usage has no input_tokens or no output_tokens", "the line was changed")
    }
    guard let timestamp else { throw Failure(start, "'timestamp' is missing", "the line was changed") }
    var request = TranscriptRequests.Request()
    request.hour = try hour(bytes, timestamp)
    request.line = Int32(clamping: number)
    request.isSidechain = isSidechain
    request.isFailed = isError
    if let requestID, !requestID.isEmpty { request.id = max(1, TextHash(bytes[requestID]).low) }
    let isSynthetic = model.map { bytes[$0].elementsEqual("<synthetic>".utf8) } ?? false
    if isSynthetic, !isError { return nil }
    if let model, !model.isEmpty, !isSynthetic { request.model = requests.number(ofModel: bytes[model]) }
    guard !isError else { return request }
    request.tokens = tokens
    request.tokens.cacheWrite5m = split?.fiveMinutes ?? writes
    request.tokens.cacheWrite1h = split?.hour ?? 0
    request.webSearches = webSearches
    request.isFast = speed.map { bytes[$0].elementsEqual("fast".utf8) } ?? false
    request.saysSpeed = speed != nil
    request.isUSOnly = isUSOnly
    request.isBatch = isBatch
    if let cost {
      guard let dollars = ExactDecimal.scaled(bytes[cost], places: 9) else {
        throw Failure(cost, "this is no amount of money that can be held", "the line was changed")
      }
      request.cost = dollars
    }
    return request
  }

  private func hour(
    _ bytes: [UInt8], _ text: (range: Range<Int>, isEscaped: Bool)
  ) throws(JSONLexer.Failure) -> Int32 {
    do throws(QuantityError) {
      let instant = try Instant(parsing: String(decoding: bytes[text.range], as: UTF8.self))
      if (2015...2099).contains(instant.date.parts.year) { return Int32(instant.seconds / TimeSpan.hour) }
    } catch {
      throw Failure(text.range, error.problem, error.remedy)
    }
    throw Failure(text.range, "this is no instant of a transcript", "instants from 2015 to 2099 belong here")
  }
}
