/// Why a file cannot be found, read or run: what is wrong, and what to do.

public struct RunError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// Somebody stopped it: what there is says nothing about the whole.
  public static let interrupted = RunError("interrupted")
}
