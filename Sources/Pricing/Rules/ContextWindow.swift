/// A prompt longer than the row's context window is an error and is not charged: at 200,000 tokens of a
/// window of 200,000 it is served, at 200,001 refused. The prompt is input, cache reads and cache writes
/// together.
/// Source: release notes 2026-04-30 (Sonnet 4.5 past 200,000), model pages.

enum ContextWindow {
  static let rule = PriceRule(
    "context window", "a prompt of more tokens than the window is refused; one of exactly as many is served")

  @inline(__always)
  static func refuses(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.checkedPromptTokens > terms.window
  }
}
