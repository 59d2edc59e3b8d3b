/// The registry of measures: each entry whole, and every use of it taken from there.

import Quantities
import Results
import Testing

@Suite struct `The measures` {
  @Test func `have names and keys of their own`() {
    #expect(Set(Measure.all.map(\.name)).count == Measure.all.count)
    #expect(Set(Measure.all.map(\.key)).count == Measure.all.count)
    for measure in Measure.all {
      #expect(
        measure.key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 },
        "\(measure.name)")
      #expect(Measure.named(measure.name.uppercased()) == measure)
    }
  }

  /// What judges and shows them goes by the unit: a share of futures is one, and a price is a ratio of totals.
  @Test func `have the unit of what they add up`() {
    for measure in Measure.all + [.demand, .throttled] {
      switch measure.formula {
      case .share: #expect(measure.unit == .probability, "\(measure.name)")
      case .ratio: #expect(measure.unit == .ratio || measure.unit == .share, "\(measure.name)")
      case .each(.sum(let outcomes)):
        #expect(outcomes.allSatisfy { $0.isMoney == (measure.unit == .dollars) }, "\(measure.name)")
      case .each: #expect(measure.unit == .dollars, "\(measure.name)")
      case .ifAny(let outcome): #expect(!outcome.isMoney && measure.unit == .days, "\(measure.name)")
      }
    }
  }

  @Test func `take part in what a number of theirs can be for`() {
    for measure in Measure.bounded + Measure.compared + Measure.ranged {
      // A number in every future.
      if case .ifAny = measure.formula { Issue.record("\(measure.name)") }
    }
    // Totals of runs of futures add up; ratios do not.
    #expect((Measure.compared + Measure.ranged).allSatisfy { !$0.formula.isRatio })
    for places in [Measure.columns, Measure.told, Measure.ranged] { #expect(places.first == .totalCost) }
  }

  @Test func `leave no outcome out`() {
    let added = Measure.all.flatMap { measure -> [Outcome] in
      switch measure.formula {
      case .each(.sum(let outcomes)): outcomes
      case .ifAny(let outcome), .share(let outcome, _): [outcome]
      case .each, .ratio: []
      }
    }
    #expect(Set(added) == Set(Outcome.allCases))
  }
}
