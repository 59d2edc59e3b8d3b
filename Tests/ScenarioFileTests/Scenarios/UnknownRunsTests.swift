/// Designs of runs of unknown switches: what they hold, and where their number ends.

import Documents
import Scenario
import ScenarioFile
import Testing

@Suite struct `A design of runs` {
  @Test(arguments: [[], [2], [7, 2], [2, 2, 2, 2, 2], [4, 8], [32]])
  func `of 32 combinations at most is all of them, the defaults first`(_ levels: [Int]) {
    let design = UnknownDesign(levels: levels)
    #expect(design.isComplete && design.runs.count == levels.reduce(1, *))
    #expect(Set(design.runs).count == design.runs.count && design.runs[0].allSatisfy { $0 == 0 })
    #expect(UnknownDesign.leastRuns(levels) <= design.runs.count)
  }

  @Test(arguments: [
    ([33], 33), ([2, 2, 2, 2, 2, 2], 8), ([7, 2, 2, 2], 25), ([7, 2, 2, 2, 2], 30),
    ([7, 3, 2, 2, 2, 2, 2, 2], 40),
    (Array(repeating: 2, count: 80) + [7, 3], 128),
  ])
  func `of more has each value by itself, and lets every two values of two switches meet`(
    _ levels: [Int], _ most: Int
  ) {
    let design = UnknownDesign(levels: levels)
    let runs = Set(design.runs)
    #expect(runs.count == design.runs.count && runs.count <= most, "\(runs.count)")
    #expect(runs.count >= UnknownDesign.leastRuns(levels))
    let defaults = levels.map { _ in 0 }
    #expect(design.runs[0] == defaults && UnknownDesign.combinations(levels) > 32)
    for number in levels.indices {
      for value in 0..<levels[number] {
        var alone = defaults
        alone[number] = value
        #expect(runs.contains(alone))
      }
      for other in levels.indices where other > number {
        let met = Set(runs.map { $0[number] * 100 + $0[other] })
        #expect(met.count == levels[number] * levels[other], "\(number) and \(other)")
      }
    }
  }

  @Test func `counts combinations without end as very many`() {
    #expect(UnknownDesign.combinations(Array(repeating: 2, count: 62)) == 1 << 62)
    #expect(UnknownDesign.combinations(Array(repeating: 2, count: 64)) == .max)
  }

  /// A plan of so many auto-reloads, all of whose switches are unknown.
  private func scenario(reloads: Int, plans: Int = 1) -> String {
    let reload =
      "{below: $20, add: $50, trigger: unknown, in flight: unknown, amount: unknown, after refusal: unknown}"
    let plan = (0..<reloads).map { "      r\($0): \(reload)\n" }.joined()
    return "lotwise: 1\nstart: 2026-12-01\nworkloads: {w: {spend: {law: fixed, mean: $1}}}\nplans:\n"
      + (0..<plans).map { "  p\($0):\n    auto-reload:\n\(plan)" }.joined()
  }

  private func errors(_ text: String) -> [String] {
    CheckedFile(bytes: Array(text.utf8), path: "s.yaml").diagnostics.list.filter { $0.severity == .error }
      .map { "\($0.line): \($0.message); \($0.remedy)" }
  }

  @Test func `has a limit, which check tells with the number of runs and what to do`() {
    #expect(errors(scenario(reloads: 24)) == [])
    #expect(
      errors(scenario(reloads: 32)) == [
        "5: 128 switches of 'p0' are unknown, which takes at least 129 runs; the most is 128; "
          + "state the values of some of them: 'after refusal' (32 times), 'in flight' (32 times), 'trigger' (32 times) and 'amount' (32 times)"
      ])
    // A plan of two reloads has 256 combinations, and a design of far fewer runs.
    #expect(errors(scenario(reloads: 2, plans: 20)) == [])
    let many = errors(scenario(reloads: 12, plans: 11))
    #expect(
      many.count == 1 && many[0].contains("runs together; the most is 512; state the values"), "\(many)")
  }
}
