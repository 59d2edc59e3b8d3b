/// Runs a claim over many random cases. One that fails is shrunk and printed as a replay case, with the seed
/// that makes it again: LOTWISE_SEED=<seed> LOTWISE_SOAK=1 swift test --filter LedgerSimulationTests.
///
/// LOTWISE_SOAK=N runs N cases instead of the usual number, LOTWISE_SEED=S starts at another seed,
/// LOTWISE_TRACE=1 prints each seed before it runs (a trap would not tell it).

import Foundation
import Testing

struct RandomTrials {
  /// Nil: the claim holds. The dice are the same for each try of one seed, so that shrinking repeats them.
  typealias Claim = (_ random: AuditCase, _ dice: inout Dice) throws -> String?

  let claim: String
  let first: UInt64
  let count: UInt64
  private static let mostFailures = 3

  /// Debug builds run a quarter of the cases.
  init(_ claim: String, cases: UInt64) {
    self.claim = claim
    #if DEBUG
      let usual = cases / 4
    #else
      let usual = cases
    #endif
    count = RandomTrials.number("LOTWISE_SOAK") ?? usual
    first = RandomTrials.number("LOTWISE_SEED") ?? 1
  }

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
  }

  func run(_ difference: @escaping Claim) {
    let traces = RandomTrials.number("LOTWISE_TRACE") == 1
    var (skipped, failures) = (UInt64(0), 0)
    for seed in first..<first + count where failures < RandomTrials.mostFailures {
      if traces { print("seed \(seed)") }
      let random = RandomCase.make(seed: seed)
      do {
        var dice = Dice(seed: seed)
        guard try difference(random, &dice) != nil else { continue }
        failures += 1
        report(random, seed: seed, difference)
      } catch {
        skipped += 1
      }
    }
    print("\(claim): \(count) cases from LOTWISE_SEED=\(first), \(skipped) without end skipped")
    #expect(skipped <= 10 + count / 100, "too many random cases do not end")
  }

  private func report(_ random: AuditCase, seed: UInt64, _ difference: @escaping Claim) {
    func failure(_ random: AuditCase) -> String? {
      var dice = Dice(seed: seed)
      return (try? difference(random, &dice)) ?? nil
    }
    let small = Shrinker { failure($0) != nil }.shrunk(random)
    Issue.record(
      """
      \(claim): not so with LOTWISE_SEED=\(seed) LOTWISE_SOAK=1; shrunk:
      \(failure(small) ?? "")
      \(CaseText.yaml(small, title: "seed \(seed)"))
      """)
  }
}
