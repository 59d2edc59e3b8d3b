/// Every key that a file of lotwise may have, stated once: the groups of keys in the files beside this one, and
/// the tables that records are read by. A reader asks by them (`lot.take(Keys.lot.pay)`); the JSON Schema and
/// docs/reference.md are made from them (`lotwise schema`).

import Documents

/// The groups.
package enum Keys {
  package static let scenario = ScenarioKeys()
  package static let leftOver = LeftOverKeys()
  package static let currency = CurrencyKeys()
  package static let account = AccountKeys()
  package static let rateLimit = RateLimitKeys()
  package static let plan = PlanKeys()
  package static let commitment = CommitmentKeys()
  package static let seller = SellerKeys()
  package static let correlation = CorrelationKeys()
  package static let announcedPrice = AnnouncedPriceKeys()
  package static let retirement = RetirementKeys()

  package static let workload = WorkloadKeys()
  package static let days = DayKeys()
  package static let tokens = TokenKeys()
  package static let lognormalTokens = LognormalTokenKeys()
  package static let tokenTable = TokenTableKeys()
  package static let cached = CachedKeys()
  package static let failures = FailureKeys()
  package static let growth = GrowthKeys()
  package static let noise = NoiseKeys()
  package static let regime = RegimeKeys()
  package static let spend = SpendKeys()
  package static let size = SizeKeys()

  package static let lot = LotKeys()
  package static let terms = TermKeys()
  package static let scope = ScopeKeys()
  package static let repeats = RepeatKeys()
  package static let spanLaw = SpanLawKeys()
  package static let triggers = TriggerKeys()
  package static let autoReload = AutoReloadKeys()
  package static let reloadsPerMonth = ReloadsPerMonthKeys()
  package static let standingOrder = StandingOrderKeys()
  package static let person = PersonKeys()
  package static let subscription = SubscriptionKeys()
  package static let credits = CreditKeys()
  package static let creditCap = CreditCapKeys()

  package static let limits = LimitKeys()
  package static let monthlyLimit = MonthlyLimitKeys()
  package static let dailyCap = DailyCapKeys()
  package static let purchaseCap = PurchaseCapKeys()
  package static let allowance = AllowanceKeys()
  package static let modelLimit = ModelLimitKeys()
  package static let windows = WindowKeys()
  package static let session = SessionKeys()
  package static let week = WeekKeys()
  package static let month = MonthKeys()
  package static let switches = SwitchKeys()
  package static let blockedWork = BlockedWorkKeys()

  package static let replayCase = CaseKeys()
  package static let event = EventKeys()
  package static let request = RequestKeys()

  package static let card = CardKeys()
  package static let row = PriceRowKeys()
  package static let band = BandKeys()
  package static let fast = FastKeys()
  package static let fastPair = FastPairKeys()
  package static let model = ModelKeys()
  package static let rules = RulesKeys()
  package static let step = TokenizerStepKeys()

  package static let suite = SuiteKeys()
  package static let gate = GateKeys()
  package static let suiteGate = SuiteGateKeys()
  package static let rule = RuleNoteKeys()

  static let expectation = ExpectationKeys()
  static let pinnedReplay = PinnedReplayKeys()
  static let pinnedSimulation = PinnedSimulationKeys()
  static let pinnedPlan = PinnedPlanKeys()
}
