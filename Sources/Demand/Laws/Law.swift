/// A law of chance on the real line, drawn by inversion: one uniform number a draw.

public protocol Law: Sendable {
  var mean: Double { get }
  var variance: Double { get }
  /// The inverse of the distribution function at u in (0, 1): the least x with P(X <= x) >= u.
  func quantile(_ u: Double) -> Double
  func probability(atMost x: Double) -> Double
}
