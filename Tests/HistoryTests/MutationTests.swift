/// Thousands of broken exports: bytes flipped, cut off, lines doubled, columns swapped. Each is a history or a mistake at a
/// place that is in the file; none ends the program.

import Demand
import Documents
import History
import Providers
import Quantities
import Testing

/// Numbers that are the same in every run.
private struct Random {
  var state: UInt64
  mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, count)
  }
}

@Suite struct MutationTests {
  private static let made = [
    "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_cached,model_permaslug,api_key_name\n"
      + "g1,2026-06-28 03:46:57.713,0.01,1000,10,400,vendor/claude-opus-5,main\n"
      + "g2,2026-06-29 03:46:57.713,0.01,1000,10,400,gpt-4o,\"a, b\"\n",
    "start_time,end_time,start_time_iso,end_time_iso,model,input_tokens,output_tokens,input_cached_tokens\n"
      + "1773446400,1773446460,2026-03-14T00:00:00+00:00,2026-03-14T00:01:00+00:00,gpt-4o,3608,564,8\n"
      + "1773446460,1773446520,2026-03-14T00:01:00+00:00,2026-03-14T00:02:00+00:00\n",
    "series,date,model,input,output,cost\na,2026-02-01,opus 5,1,2,\"$1,250.50\"\nb,2026-02-03,x,3,4,1e-3\n",
    "BilledCost,ListCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,SkuId,ConsumedQuantity,ConsumedUnit\n"
      + "1.25,1.50,Usage,2026-08-01T00:00:00Z,2026-08-02T00:00:00Z,claude-opus-5,15.0,Tokens\n",
    "schema,stretch,state,series,model,input,output,billed,billed_by_kind\n"
      + "lotwise-usage/1,2026-02-01,final,a,claude-opus-5,1,2,3.00,input 1.00; output 2.00\n"
      + "lotwise-usage/1,2026-02-02,zero,,,,,,\nlotwise-usage/1,2026-02-03T05:00:00Z,blocked,a,,1,2,,\n",
  ]

  @Test(arguments: 0..<4)
  func `a broken export is an answer or a mistake at its place`(_ part: Int) throws {
    let samples =
      try MutationTests.made
      + ["console-cost-2026-02.csv", "console-tokens-2026-02.csv"].map { try Made.sample($0) }
    var random = Random(state: UInt64(part + 1))
    var (answers, mistakes) = (0, 0)
    for round in 0..<1_250 {
      let bytes = mutated(Array(samples[round % samples.count].utf8), &random)
      try Made.withFiles([bytes]) { paths in
        do throws(Diagnostics) {
          let read = try UsageImport.read(paths, pricing: Made.pricing)
          answers += 1
          var pricing = Made.pricing
          let series = read?.history.series(zone: .utc, pricing: &pricing) ?? []
          for day in series.flatMap(\.days) {
            #expect(day.amount >= 0 && (day.hours.isEmpty || day.hours.reduce(0, +) == day.amount))
          }
        } catch {
          mistakes += 1
          let mistake = try #require(error.list.first)
          let lines = bytes.count { $0 == 10 } + 1
          #expect(mistake.line <= lines && mistake.column >= 1 && !mistake.message.isEmpty)
          #expect(!mistake.remedy.isEmpty && !mistake.rendered(color: false).contains("\u{1B}"))
        }
      }
    }
    // Both happen, or the changes are too small or too large to say anything.
    #expect(answers > 150 && mistakes > 150)
  }

  private func mutated(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.below(3) {
      guard !bytes.isEmpty else { return bytes }
      switch random.below(6) {
      case 0: bytes[random.below(bytes.count)] = UInt8(random.below(256))
      case 1: bytes.removeLast(random.below(bytes.count))
      case 2:
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        bytes += [10] + lines[random.below(lines.count)]
      case 3: bytes.insert(Array("\",\n0-9e$=.".utf8)[random.below(10)], at: random.below(bytes.count))
      case 4: bytes.remove(at: random.below(bytes.count))
      default:
        var rows = bytes.split(separator: 10).map {
          $0.split(separator: 44, omittingEmptySubsequences: false)
        }
        let (a, b) = (random.below(rows.first?.count ?? 0), random.below(rows.first?.count ?? 0))
        for index in rows.indices where rows[index].count > max(a, b) { rows[index].swapAt(a, b) }
        bytes = Array(rows.map { Array($0.joined(separator: [44])) }.joined(separator: [10]))
      }
    }
    return bytes
  }
}
