/// What has happened to an account before the start and still counts: section 11 of the rules. Lots that are held are purchases
/// of source `opening`, and a debt is `LedgerPlan.openingDebt`; here is what caps, windows and auto-reloads remember. Each rule
/// takes its own as the state in which a run begins, and forgets it where it forgets what happens in the run: at the turn of
/// its window, at the end of its session, with the next payment that is accepted.

import Quantities

/// What a usage cap remembers of the window that is under way at the start.
public struct CapOpening: Hashable, Sendable {
  public var used: Nanodollars = .zero
  /// It refuses already, until its window turns. Only of a cap whose crossing is `latched`.
  public var isLatched = false

  public init() {}

  public static let none = CapOpening()
}

/// What a window of an allowance remembers.
public struct WindowOpening: Hashable, Sendable {
  public var used: Nanodollars = .zero
  /// Of a session that is under way at the start: when it began. Nil: none is.
  public var began: Instant?

  public init() {}

  public static let none = WindowOpening()
}

/// What an auto-reload remembers.
public struct ReloadOpening: Hashable, Sendable {
  public var isOff = false
  /// Payments declined in a row, up to the start.
  public var declinesInRow = 0
  /// No try before it.
  public var retryAt: Instant?
  /// Of the calendar month (UTC) of the start.
  public var orders = 0
  public var cash: Nanodollars = .zero

  public init() {}

  public static let none = ReloadOpening()
}

extension LedgerPlan {
  /// A window that begins with the start has nothing used before it.
  package func beginsAtStart(_ window: UsageCap.Window) -> Bool {
    window.turn(after: start.seconds - 1) == start.seconds
  }

  package func beginsAtStart(_ clock: Allowance.Window.Clock) -> Bool {
    guard case .fixed(let anchor, let every) = clock else { return false }
    return nextTurn(anchor: anchor, every: every, after: start.seconds - 1) == start.seconds
  }

  func validateOpening() throws(QuantityError) {
    for cap in usageCaps where cap.opening != .none {
      try check(cap.opening.used, "what was used under a cap before the start")
      if beginsAtStart(cap.window) { throw nothingBefore("a cap's window") }
    }
    for limit in purchaseLimits where limit.countedBefore != .zero {
      try check(limit.countedBefore, "what was bought before the start")
      if beginsAtStart(.month) { throw nothingBefore("the month of a purchase limit") }
    }
    try check(allowance?.trialUsedBefore ?? .zero, "what was used of the trial before the start")
    for window in allowance?.windows ?? [] where window.opening != .none { try validate(window) }
    for reload in autoReloads where reload.opening != .none { try validateOpening(of: reload) }
    for purchase in purchases {
      guard let reload = purchase.orderedBy else { continue }
      guard autoReloads.indices.contains(reload), purchase.source == .opening, purchase.usableFrom > start
      else {
        throw QuantityError(
          "\(purchase.name) is not what an auto-reload has on its way at the start",
          remedy: "give it a delivery after \(start.brief)"
        )
      }
    }
  }

  private func validate(_ window: Allowance.Window) throws(QuantityError) {
    try check(window.opening.used, "what was used of an allowance before the start")
    guard case .session(let length) = window.clock else {
      if beginsAtStart(window.clock) { throw nothingBefore("a window of the allowance") }
      return
    }
    guard let began = window.opening.began, began <= start, start.seconds - began.seconds < length else {
      throw QuantityError("the session is not under way at the start, \(start.brief)", remedy: "leave it out")
    }
  }

  private func validateOpening(of reload: AutoReload) throws(QuantityError) {
    let (name, opening) = (reload.offer.name, reload.opening)
    try check(opening.cash, "the cash of \(name) before the start")
    guard opening.orders >= 0, opening.declinesInRow >= 0 else {
      throw QuantityError("\(name) counts below nothing", remedy: "write whole numbers from 0 up")
    }
    if opening.orders > 0 || opening.cash > .zero, beginsAtStart(.month) {
      throw nothingBefore("the month of \(name)")
    }
    if let retryAt = opening.retryAt, retryAt < start || retryAt > .last {
      throw QuantityError("\(name) is tried again before the start, or never", remedy: "leave it out")
    }
  }

  private func nothingBefore(_ what: String) -> QuantityError {
    QuantityError(
      "\(what) begins at the start, \(start.brief): nothing can have been counted in it before",
      remedy: "leave it out, or start earlier")
  }
}
