/// Importance sampling: futures that ask for more (or less) than the scenario's, each with the weight that makes up for it, so that
/// what is rare among the scenario's futures is frequent among these.
///
/// The leading component of every workload (LeadingComponents.swift), a standard normal number, is moved by a part of `theta`
/// which is its part of the spend's deviation; so along the direction in which spend grows most the futures are normal around
/// theta. One in ten is not moved (a defensive mixture: no weight is above 10). With y the place along the direction, the weight
/// is the ratio of the densities, exactly: 1 / (0.1 + 0.9 exp(theta y - theta^2 / 2)).
/// Source: T. Hesterberg, "Weighted average importance sampling and defensive mixture distributions",
/// Technometrics 37 (1995).

import Numerics

public struct Tilt: Hashable, Sendable {
  static let unmoved = 0.1

  public let theta: Double

  public init(theta: Double) { self.theta = theta }

  package func weight(at y: Double) -> Double {
    1 / (Tilt.unmoved + (1 - Tilt.unmoved) * Mathematics.exp(theta * y - theta * theta / 2))
  }

  /// Where along the direction a future of this weight is.
  package func place(ofWeight weight: Double) -> Double {
    (Mathematics.log((1 / weight - Tilt.unmoved) / (1 - Tilt.unmoved)) + theta * theta / 2) / theta
  }
}
