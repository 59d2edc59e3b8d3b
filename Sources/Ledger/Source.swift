/// Where a lot comes from. One list; reports, scenario files and journals take the names from here.
public enum Source: String, CaseIterable, Hashable, Sendable {
  /// Bought from the provider at list price.
  case official
  /// Bought from a third party, usually below face value. The provider's terms may forbid it.
  case reseller
  /// Bought by an auto-reload rule.
  case autoReload = "auto-reload"
  /// Given: trial, student, campaign or goodwill credit.
  case promotion
  /// Credit that comes with a subscription each billing cycle and lapses with it.
  case planCredit = "plan credit"
  /// A discounted bundle of the provider.
  case bundle
  /// A negotiated commitment.
  case enterprise
  /// What the account holds when the ledger opens.
  case opening

  /// Where the conservation equation counts it.
  public enum Column: Sendable { case opening, granted, bought }

  public var column: Column {
    switch self {
    case .opening: .opening
    case .promotion, .planCredit: .granted
    case .official, .reseller, .autoReload, .bundle, .enterprise: .bought
    }
  }
}
