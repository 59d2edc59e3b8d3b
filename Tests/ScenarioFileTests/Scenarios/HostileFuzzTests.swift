/// Random changes of everything that is read: scenarios, cases, cards, event files. No change may crash the
/// reader or keep it busy, and whatever it says has a place and a remedy. LOTWISE_FUZZ=N: so many changes
/// (3,000 otherwise; `make soak` makes many); LOTWISE_SEED=S: others. The last file tried stays, if the reader
/// crashes, in the folder that is printed.

import Documents
import Foundation
import ScenarioFile
import Testing

@Suite struct `Random changes` {
  enum Kind: String { case scenario, card, csv, jsonl, replay }

  struct Original: Sendable {
    var kind: Kind
    var bytes: [UInt8]
  }

  static let environment = ProcessInfo.processInfo.environment
  static let count = environment["LOTWISE_FUZZ"].flatMap(Int.init) ?? 3_000
  static let seed = environment["LOTWISE_SEED"].flatMap(UInt64.init) ?? 20_261_120

  static let originals: [Original] = {
    let replays = Library.folder.appending(path: "replays")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: replays.path))?.sorted() ?? []
    let cases = files.filter { $0.hasSuffix(".yaml") }.compactMap { name in
      (try? Data(contentsOf: replays.appending(path: name))).map { Array($0) }
    }
    return Library.names.map { Original(kind: .scenario, bytes: Library.bytes($0)) }
      + cases.map { Original(kind: .replay, bytes: $0) }
      + [
        Original(kind: .replay, bytes: Array(DocumentBlocks.text.utf8)),
        Original(kind: .card, bytes: Array(DocumentBlocks.card.utf8)),
        Original(kind: .csv, bytes: Array(csv.utf8)),
        Original(kind: .jsonl, bytes: Array(jsonl.utf8)),
      ]
  }()

  static let csv = """
    at,amount,model,input,output,cache read,channel,status,batch,every,count
    2026-01-02,$1.50,,,,,plan,failed,,,
    2026-01-03T10:00Z,,claude-opus-4-5,"14,000",600,10k,,,yes,,
    1767434400,,claude-sonnet-4-5,14000,600,,api key,disconnected,no,,

    """

  static let jsonl = """
    {"at": "2026-01-02", "amount": "$1.50", "channel": "plan"}
    {"at": 1767434400, "model": "claude-opus-4-5", "input": 14000, "output": "600", "batch": true}
    {"at": "2026-01-05T10:00+02:00", "amount": 3, "status": "failed", "cache_read": null}

    """

  /// The i-th change: which file, and what becomes of it.
  static func change(_ index: Int) -> Original {
    var random = Generator(state: seed, stream: index)
    var original = originals[Int.random(in: 0..<originals.count, using: &random)]
    let isByTokens = Bool.random(using: &random)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      if isByTokens {
        Mutations.token(&original.bytes, &random)
      } else {
        Mutations.byte(&original.bytes, &random)
      }
    }
    return original
  }

  static func said(_ file: Original, at path: String) -> Diagnostics {
    do throws(Diagnostics) {
      switch file.kind {
      case .scenario: return try Scenarios.read(path: path).warnings
      case .replay: return try CaseFile.read(path: path).warnings
      case .card: _ = try CardFile.read(path: path)
      case .csv, .jsonl: _ = try readEvents(path)
      }
      return Diagnostics()
    } catch {
      return error
    }
  }

  @Test func `of any file are read or refused, soon and with a place`() throws {
    let scratch = try Scratch()
    print(
      "\(Self.count) random changes, LOTWISE_SEED=\(Self.seed); the last one is in \(scratch.folder.path)")
    let parts = scratch.folder.appending(path: "parts")
    try FileManager.default.createDirectory(at: parts, withIntermediateDirectories: true)
    _ = try scratch.write("parts/support-bot.yaml", Library.bytes("parts/support-bot"))
    var refused = 0
    var slowest = 0.0
    for index in 0..<Self.count {
      let file = Self.change(index)
      let ending = file.kind == .csv || file.kind == .jsonl ? file.kind.rawValue : "yaml"
      let path = try scratch.write("last.\(ending)", file.bytes)
      var said = Diagnostics()
      let seconds = Bounds.seconds { said = Self.said(file, at: path) }
      slowest = max(slowest, seconds)
      refused += said.hasErrors ? 1 : 0
      let fault = Bounds.fault(of: said, in: file.bytes)
      if seconds > Bounds.most || fault != nil {
        let what = "change \(index) of seed \(Self.seed) (\(file.kind)): \(seconds) s, \(fault ?? "too slow")"
        Issue.record("\(what)\n\(String(decoding: file.bytes.prefix(4_000), as: UTF8.self))")
      }
      if index % 16 == 0 {
        #expect(Self.said(file, at: path).rendered(color: false) == said.rendered(color: false))
      }
    }
    print("\(refused) of \(Self.count) refused; the slowest took \(Int(slowest * 1_000)) ms")
    // Both happen often: the changes are neither all fatal nor all in comments.
    if Self.count >= 1_000 {
      #expect((Self.count / 4...Self.count * 19 / 20).contains(refused))
    }
  }
}
