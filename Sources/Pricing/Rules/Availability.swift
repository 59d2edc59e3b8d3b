/// A request to a model that is not released yet, or is retired, fails and is not charged. The second
/// before the release fails, the second of it is served; the second before the retirement is served, the
/// second of it fails.
/// Source: the provider's page on deprecations ("requests to models past the retirement date will fail").

enum Availability {
  static let rule = PriceRule(
    "availability",
    "a request before the model's release, or at or after its retirement, is refused and not charged")

  @inline(__always)
  static func refuses(_ terms: Terms) -> Bool { terms.availability != .priced }
}
