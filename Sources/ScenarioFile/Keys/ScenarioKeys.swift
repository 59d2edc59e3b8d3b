/// The keys of scenarios but for their workloads: the frame, the account, the plans, the changes
/// (docs/scenario.md).

import Documents
import Ledger
import Pricing
import Providers
import Quantities
import Results
import Scenario

package struct ScenarioKeys: KeyGroup {
  package let version = NodeKey.version("lotwise")
  package let title = Key<String>("title", .text, "The title that reports show.", absent: "the file's name")
  package let rule = RuleNoteKeys.key
  package let start = Key<Instant>("start", .instant, "The first day.")
  package let horizon = DefaultKey<TimeSpan>(
    "horizon", .spanAboveZero, "How long the scenario is.", default: "12 months")
  package let step = DefaultKey<Int64?>(
    "step", .simulationStep,
    "How finely demand is drawn: auto (a local day at once, where no rule needs hours), or a stated step.",
    default: "auto")
  package let rates = ratesKey
  package let include = NodeKey(
    "include", .oneOrList(.text), "Further files beside this one, which are read as if they stood here.")
  package let tax = taxKey
  package let rounding = roundingKey
  package let currency = RecordKey(
    "currency", .one(.currency), "Another currency, in which amounts may be written.")
  package let leftOver = DefaultKey<LeftOverWorth>(
    "left over", .leftOver, "What unexpired credit is worth at the end.", default: LeftOverWorth.asUsed.name)
  package let serveAtLeast = DefaultKey<Ratio>(
    "serve at least", .share,
    "The share of the dollars asked for that a plan has to serve before it may be called best.",
    default: "99%")
  package let blockedWork = BlockedWorkKeys.key
  package let blockedWorkCosts = Key<Ratio>(
    "blocked work costs", .ratio(most: .percent(1_000)),
    "The same as `blocked work: {costs: ...}`, where it is lost at once.")
  package let scale = Key<Ratio>(
    "scale", .scale, "All usage is so many times what the workloads say.", absent: "100%", like: "2")
  package let reroute = NodeKey(
    "reroute", .oneOrList(.text), "A share of one model's work that goes to another one.",
    like: "40% of \(Provider.standard.usualModel) to \(Provider.standard.countedModel)")
  package let variants = NodeKey(
    "variants", .maps(.maps(.any)),
    "The same scenario with values at others, by name: each key is a path like `workloads.agents.batch`.")
  package let account = RecordKey("account", .one(.account), "The facts that every plan shares.")
  package let workloads = RecordKey("workloads", .named(.workload), "What will be used, by name.")
  package let correlations = RecordKey(
    "correlations", .list(.correlation), "The correlations of the workloads' noise.")
  package let plans = RecordKey(
    "plans", .named(.plan),
    "The ways to buy, by name. Any single value in one may be a range, which makes it a family of plans."
  ).withRanges(.range)
  package let gates = RecordKey(
    "gates", .oneOrList(.gate, short: .value(of: Keys.gate.gate)),
    "The bounds that the plans have to keep.",
    like: "outage risk at most 2%")
  package let alerts = RecordKey(
    "alerts", .oneOrList(.alert, short: .value(of: Keys.alert.alert)),
    "What the owner of the account is warned of: how often, and how long before work is refused.",
    like: "balance below $20")
  package let prices = RecordKey("prices", .list(.announcedPrice), "Changes of prices that are announced.")
  package let retirements = RecordKey("retirements", .list(.retirement), "Ends of models that are announced.")
  package let strays = StrayKey.ofCases + [StrayKey("end", StrayKey.isOfCases, "write 'horizon: 12 months'")]
  /// The keys that only a plan has.
  package let outsidePlans = [
    "buy", "auto-reload", "standing orders", "when empty", "monthly limit", "weekly limit", "daily cap",
    "purchase caps", "largest balance", "allowance", "seats", "usage credits", "subscription", "commitment",
    "seller", "corrections",
  ].map { StrayKey($0, "stands outside the plans", "put it into each plan that it belongs to") }
}

extension StrayKey {
  static let isOfCases = "is a key of a replay case, and this is a scenario"

  /// What a scenario writes instead of the keys of a replay case.
  static let ofCases = [
    StrayKey(
      "lots", isOfCases, "write 'buy' into a plan, or 'account: {holds: ...}' for what is held today"),
    StrayKey("requests", isOfCases, "write what will be used under 'workloads'"),
    StrayKey("requests file", isOfCases, "write what will be used under 'workloads'"),
    StrayKey("events", isOfCases, "write the chance of it: 'seller: {revoked: 3% per month}'"),
  ]
}

package struct AlertKeys: KeyGroup {
  package let alert = RequiredKey<ScenarioAlert.Watch>(
    "alert", .alert, "What it warns of.", like: "balance below $20")
  package let lead = Key<Int64>(
    "lead", .secondsAboveZero,
    "How long before work is refused a warning is wanted: the balance that leaves it is found.",
    like: "2 days")
}

package struct LeftOverKeys: KeyGroup {
  package let refunded = RequiredKey<Ratio>(
    "refunded", .share, "The share of what was paid that the seller gives back.", like: "100%")
}

package struct CurrencyKeys: KeyGroup {
  package let code = RequiredKey<String>("code", .currencyCode, "Its code, as amounts name it.", like: "EUR")
  package let rate = RequiredKey<Nanodollars>("rate", .moneyAboveZero, "The dollars for one of it.")
}

// MARK: The account

package struct AccountKeys: KeyGroup {
  package let tier = DefaultKey<String>(
    "tier", .oneOf(Provider.standard.tierNames.map { ($0, $0) }),
    "The provider's tier, which has a spend cap and rate limits.",
    default: Provider.standard.standardTier)
  package let holds = holdsKey("The lots that are held at the start, by name.")
  package let openingDebt = DefaultKey<Nanodollars>(
    "opening debt", .money, "What is owed at the start.", default: "$0.00")
  package let largestBalance = Key<Nanodollars>(
    "largest balance", .money, "The most that the account may hold: an order past it is refused.",
    absent: "any", like: "$1,000")
  package let corrections = CorrectionKeys.key
  package let state = StateKeys.key
  package let billingCycle = Key<Instant>(
    "billing cycle", .instant, "An instant at which the subscription's month begins.", absent: "the start")
  package let rateLimits = RecordKey(
    "rate limits", .oneOrList(.rateLimit), "Other rate limits than the tier's.")
  package let switches = Keys.switches
}

private func holdsKey(_ about: String) -> RecordKey { RecordKey("holds", .named(.held), about) }

package struct RateLimitKeys: KeyGroup {
  package let models = Key<[String]>(
    "models", .oneOrList(.text), "The only models that it is for: one name, or a list.",
    absent: "all together")
  package let requests = Key<Int64>(
    "requests", .perMinute, "The requests that are let through in a minute.", like: "50 per minute")
  package let inputTokens = Key<Int64>(
    "input tokens", .perMinute, "The input of a minute, in tokens; cache reads do not count.",
    like: "30k per minute")
  package let outputTokens = Key<Int64>(
    "output tokens", .perMinute, "The output of a minute, in tokens.", like: "8k per minute")
}

extension Table {
  package static let scenario = Table("scenario", Keys.scenario)
  package static let alert = Table("alert", Keys.alert, isExplained: false)
  package static let leftOver = Table("left over", Keys.leftOver, isExplained: false)
  package static let currency = Table("currency", Keys.currency)
  package static let account = Table("account", Keys.account)
  package static let rateLimit = Table("rate limit", Keys.rateLimit)
}

// MARK: Plans

package struct PlanKeys: KeyGroup {
  package let strays = StrayKey.ofCases
  package let buy = RecordKey(
    "buy", .listOrNamed(.lot, short: .value(of: Keys.lot.credit)),
    "Lots that are bought: by name, or a list; an amount alone is a lot of the start.", like: "$5,000")
  package let triggers = Keys.triggers
  package let seller = SellerKeys.key
  package let limits = Keys.limits
  package let credits = Keys.credits
  package let commitment = RecordKey(
    "commitment", .oneOrNamed(.commitment), "An enterprise agreement: one, or several by name.")
  package let holds = holdsKey("The lots that are held at the start in place of the account's, by name.")
  package let openingDebt = Key<Nanodollars>(
    "opening debt", .money, "What is owed at the start.", absent: "the account's")
  package let corrections = CorrectionKeys.key
  package let state = StateKeys.key
  package let billingCycle = Key<Instant>(
    "billing cycle", .instant, "An instant at which the subscription's month begins.",
    absent: "the account's")
  package let switches = Keys.switches
}

package struct SellerKeys: KeyGroup {
  package let undelivered = DefaultKey<Ratio>(
    "undelivered", .share, "The probability that an order never comes.", default: "0%")
  package let revoked = DefaultKey<Ratio>(
    "revoked", .sharePerMonth, "The hazard of losing what is left of a lot, a month.",
    default: "0% per month", like: "3% per month")
  package let takesOtherLots = DefaultKey<Ratio>(
    "takes other lots", .share, "The share of revocations that take the account's other lots as well.",
    default: "0%")
  package let closesAccount = Key<Ratio>(
    "closes account", .share, "The share of revocations with which the provider closes the account.",
    absent: "0%")
  package let closedFor = Key<Int64>(
    "closed for", .secondsAboveZero, "How long it then stays closed.", absent: "for good", like: "14 days")
  package let refund = DefaultKey<Ratio>(
    "refund", .share, "The share of the cash that comes back.", default: "0%")
  package let delay = Key<SpanLaw>(
    "delay", .delay, "The time from the order to the credit.", absent: "at once")

  package static let key = RecordKey(
    "seller", .one(.seller), "How a lot of source reseller may fail."
  ).only(.open)
}

package struct CommitmentKeys: KeyGroup {
  package let credit = RequiredKey<Nanodollars>("credit", .moneyAboveZero, "Its face value.")
  package let pay = Key<Nanodollars>("pay", .money, "The price before tax.", absent: "the face value")
  package let price = Key<Ratio>(
    "price", .ratio(most: .percent(1_000)), "The price of a dollar of credit, in the place of `pay`.",
    absent: "100%")
  package let term = DefaultKey<TimeSpan>(
    "term", .spanAboveZero, "How long the credit lasts.", default: "1 year")
  package let instalments = DefaultKey<Int>(
    "instalments", .whole(1...120), "The number of equal parts in which it is paid.", default: "1")
  package let volumePrices = NodeKey(
    "volume prices", .maps(.share), "The share of the list price that is paid, by model.")
  package let at = Key<Instant>("at", .instant, "When it begins.", absent: "the start")
  package let tax = Key<Ratio>("tax", .share, "The tax on the price.", absent: "the tax of the file")
}

extension Table {
  package static let plan = Table("plan", Keys.plan)
  package static let seller = Table("seller", Keys.seller)
  package static let commitment = Table("commitment", Keys.commitment)
}

// MARK: Changes

package struct CorrelationKeys: KeyGroup {
  package let of = RequiredKey<[Label]>("of", .twoNames, "The names of two workloads.")
  package let value = RequiredKey<Ratio>("is", .correlation, "The correlation of their noise, from -1 to 1.")
}

package struct AnnouncedPriceKeys: KeyGroup {
  package let model = RequiredKey<String>("model", .text, "The model whose prices change.")
  package let from = RequiredKey<Instant>("from", .instant, "The prices hold from this instant on.")
  package let to = Key<Instant>(
    "to", .instant, "The first instant at which they do not hold any more.", absent: "open")
  package let input = RequiredKey<PicodollarsPerToken>(
    "input", .pricePerMillion, TokenCategory.input.sentence)
  package let output = RequiredKey<PicodollarsPerToken>(
    "output", .pricePerMillion, TokenCategory.output.sentence)
  /// Where they are not stated, they follow from the price of input.
  package let cache = [TokenCategory.cacheRead, .cacheWrite5m, .cacheWrite1h].map {
    Key<PicodollarsPerToken>($0.rawValue, .pricePerMillion, $0.sentence)
  }
  package let source = sourceKey
}

package struct RetirementKeys: KeyGroup {
  package let model = RequiredKey<String>("model", .text, "The model that ends.")
  package let on = RequiredKey<Instant>("on", .instant, "The first instant at which it fails.")
  package let movesTo = Key<String>("moves to", .text, "Where its requests go then.", absent: "they fail")
}

extension Table {
  package static let correlation = Table("correlation", Keys.correlation)
  package static let announcedPrice = Table("change of prices", Keys.announcedPrice, isExplained: false)
  package static let retirement = Table("retirement", Keys.retirement, isExplained: false)
}
