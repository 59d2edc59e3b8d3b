/// What is wrong with a result file, and where.

public struct ResultError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Line and column, or the path of a key.
  public let place: String
  public let problem: String

  public var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}
