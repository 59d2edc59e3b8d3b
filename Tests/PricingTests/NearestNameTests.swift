/// The name a person probably meant: near enough, and the same one every time.

import Providers
import Pricing
import Quantities
import Testing

@Suite("the nearest name")
struct NearestNameTests {
  static let models = [
    "claude-opus-4-5", "claude-opus-4-6", "claude-opus-5", "claude-opus-5-5", "claude-sonnet-5-5",
  ]

  @Test(
    "is at most a third of the letters away",
    arguments: [
      ("claude-opus-5.5", "claude-opus-5-5"), ("Claude Opus 5.5", "claude-opus-5-5"),
      ("claude-sonet-5-5", "claude-sonnet-5-5"), ("opus", nil), ("gpt-5", nil), ("", nil),
    ] as [(String, String?)])
  func models(_ written: String, _ meant: String?) {
    #expect(nearestName(to: written, among: NearestNameTests.models) == meant)
  }

  @Test(
    "lies within the cutoff, and one edit further does not",
    arguments: [
      ("by", "buy"), ("bxx", nil), ("pya", "pay"), ("valdity", "validity"), ("vldty", nil),
      ("vldity", "validity"),
    ] as [(String, String?)])
  func cutoff(_ written: String, _ meant: String?) {
    #expect(nearestName(to: written, among: ["buy", "pay", "validity"]) == meant)
  }

  @Test("counts a swap of two neighbours as one slip")
  func swap() {
    #expect(nearestName(to: "bta", among: ["bat", "xyz"]) == "bat")
  }

  @Test(
    "a model is found as people say it",
    arguments: [
      ("opus 5.5", "claude-opus-5-5"), ("Haiku 4.5", "claude-haiku-4-5"), ("sonnet_5", "claude-sonnet-5"),
    ])
  func said(_ written: String, _ meant: String) {
    #expect(
      throws: QuantityError(
        "the rate card 'anthropic' has no model '\(written)'", remedy: "did you mean \(meant)?")
    ) {
      try RateCard.builtIn.model(named: written)
    }
  }

  @Test("among equals shares the longer beginning, then comes first in the alphabet, in any order of names")
  func ties() {
    #expect(nearestName(to: "claude-opus-5-6", among: NearestNameTests.models) == "claude-opus-5-5")
    #expect(
      nearestName(to: "claude-opus-5-6", among: NearestNameTests.models.reversed()) == "claude-opus-5-5")
    #expect(nearestName(to: "rat", among: ["hat", "cat", "bat"]) == "bat")
  }

  @Test("takes no time over an absurdly long one")
  func long() {
    #expect(nearestName(to: String(repeating: "x", count: 1_000_000), among: NearestNameTests.models) == nil)
  }
}
