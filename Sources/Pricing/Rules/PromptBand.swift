/// A long prompt changes the prices of the whole request, output included. The prompt is input, cache
/// reads and cache writes; output does not count. Haiku 5.5: at 100,000 tokens the low prices hold, at
/// 100,001 the high ones, for every token. The older long-context premium is the same rule at 200,000
/// (Opus 4.6 and Sonnet 4.6 until 2026-03-13, Sonnet 4.5 until 2026-04-30).
/// Source: docs models/haiku-5-5; litellm and genai-prices agree.

enum PromptBand {
  static let rule = PriceRule(
    "prompt band",
    "a prompt of more tokens than the band's boundary pays the band's prices for the whole request; "
      + "one of exactly as many does not")

  @inline(__always)
  static func isLong(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.checkedPromptTokens > terms.bandOver
  }
}
