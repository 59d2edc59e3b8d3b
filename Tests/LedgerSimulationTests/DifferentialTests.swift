/// The engine against the auditor over random cases: every lot, total and count, the cash by month, which
/// lots paid each request, and whether the journal sums to them.

import Testing

struct DifferentialTests {
  @Test func `the engine and the auditor agree on every random case`() {
    RandomTrials("the engine and the auditor agree", cases: 100_000).run { random, _ in
      try differenceOfEngineAndAuditor(random)
    }
  }
}
