/// What is wrong with a sheet: which list, which entry (counted from 0), which field, and what to do.
/// Whoever read the sheet from a file turns list, index and field into a line and a column.

public struct CardError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// Two entries of one model (or parameter) hold at one instant.
    case overlap
    /// Between two rows of one model there are instants without a price.
    case gap
    /// `to` is not after `from`.
    case emptyPeriod
    case negativePrice
    /// Past what exact arithmetic holds: a price above $1,125,899,906 per million tokens, a factor
    /// outside 0.1 to 10.
    case outOfRange
    /// A row of a model that neither the card beneath nor the sheet describes.
    case unknownModel
    /// One model described twice, or one name for two models.
    case duplicateModel
    /// A model that is not retired and has no row at all.
    case noPrice
    /// A fast cache price (fast input x cache / input) that is not a whole number of pico-dollars.
    case inexactFastPrice
    case missingSource
    /// A value that its parameter cannot take, or fast prices for a band the row has not.
    case wrongValue
  }

  public enum List: String, Hashable, Sendable {
    case rows, models, parameters, tokenizers
  }

  /// Named as the key in a user's file.
  public enum Field: String, Hashable, Sendable {
    case model, from, to, source, input, output
    case cacheRead = "cache read"
    case cacheWrite5m = "cache write 5m"
    case cacheWrite1h = "cache write 1h"
    case over, fast
    case name, aliases, retired, value, factor
  }

  public var kind: Kind
  public var list: List
  /// The entry of the sheet's list, from 0; nil: an entry of the card beneath.
  public var index: Int?
  public var field: Field
  public var problem: String
  public var remedy: String

  public var description: String {
    let place = index.map { "\(list.rawValue)[\($0)]" } ?? "\(list.rawValue) of the card beneath"
    return "\(place).\(field.rawValue): \(problem); \(remedy)"
  }
}
