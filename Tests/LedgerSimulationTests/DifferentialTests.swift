import Testing

struct DifferentialTests {
  @Test func `the engine and the auditor agree`() throws {
    var skipped = 0
    var shown = 0
    for seed in 1...UInt64(20_000) {
      let random = RandomCase.make(seed: seed)
      do {
        if try differenceOfEngineAndAuditor(random) != nil {
          let small = Shrinker { (try? differenceOfEngineAndAuditor($0)) ?? nil != nil }.shrunk(random)
          let difference = try differenceOfEngineAndAuditor(small) ?? ""
          Issue.record("seed \(seed): \(difference)\n\(CaseText.yaml(small, title: "seed \(seed)"))")
          shown += 1
          if shown > 7 { break }
        }
      } catch { skipped += 1 }
    }
    print("skipped", skipped)
  }
}
