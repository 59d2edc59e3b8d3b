/// The requests of a workload: how many, of which models, how large, and how they are sent.
/// At the boundary: shares of one whole (cached parts of a prompt, batch and fast requests, failures) may sum to
/// 100%, and no millionth more.

import Demand
import Documents
import Pricing
import Providers
import Quantities

extension ScenarioReader {
  func readRequests(_ record: Record, _ rate: Rate?, active: [Period]) -> Workload.Size? {
    let keys = Keys.workload
    let models = readMix(record)
    let tokens = readTokens(record)
    var profile = RequestProfile(
      rate: rate ?? Rate(count: .one, unit: .day),
      mix: models.map { ModelShare(model: $0.id, share: $0.share) },
      input: tokens?.input ?? .fixed(.zero), output: tokens?.output ?? .fixed(.zero))
    readCached(record, &profile)
    readModes(record, &profile)
    readFailures(record, &profile)
    profile.webSearches = record.take(keys.webSearches)
    profile.codeExecutionSeconds = record.take(keys.codeExecution)
    profile.measuredOn = record.take(keys.measuredOn, as: measuredOn, default: "each model").model
    checkModels(models, active: active)
    if let first = active.first {
      check(models, profile, at: first.from, record)
    }
    guard rate != nil, tokens != nil, !models.isEmpty else { return nil }
    if let first = active.first {
      warnOfWindows(profile, at: first.from, record)
      refuseLongAnswers(profile, at: first.from, record)
    }
    return .requests(profile)
  }

  private func readCached(_ record: Record, _ profile: inout RequestProfile) {
    guard let node = record.find(Keys.workload.cached), node.isMap else {
      profile.cacheRead = record.take(Keys.workload.cached)
      return
    }
    let keys = Keys.cached
    let shares = record.map(Keys.workload.cached, .cached, "the cached part of \(record.what)") { cached in
      [keys.read, keys.write5m, keys.write1h].map { cached.take($0) }
    }
    guard let shares else { return }
    (profile.cacheRead, profile.cacheWrite5m, profile.cacheWrite1h) = (shares[0], shares[1], shares[2])
    checkSum(shares, "the cached parts of a prompt", node.place)
  }

  private func readModes(_ record: Record, _ profile: inout RequestProfile) {
    let keys = Keys.workload
    profile.batch = record.take(keys.batch)
    profile.fast = record.take(keys.fast)
    profile.usOnly = record.take(keys.usOnly)
    checkSum(
      [profile.batch, profile.fast], "'batch' and 'fast', which exclude each other in a request,",
      record.place(record.has(keys.fast) ? keys.fast : keys.batch))
  }

  private func readFailures(_ record: Record, _ profile: inout RequestProfile) {
    let keys = Keys.failures
    record.assume(Keys.workload.failures, "{failed: 0%, disconnected: 0%}")
    let shares = record.map(Keys.workload.failures, "the failures of \(record.what)") { failures in
      [keys.failed, keys.disconnected].map { failures.take($0) }
    }
    guard let shares else { return }
    (profile.failed, profile.disconnected) = (shares[0], shares[1])
    checkSum(shares, "the failures", record.place(Keys.workload.failures))
  }

  private func checkSum(_ shares: [Ratio], _ what: String, _ place: Place) {
    let sum = Ratio(millionths: shares.reduce(0) { $0 + $1.millionths })
    if sum > .one {
      findings.error(place, "\(what) sum to \(sum)", "write shares that sum to at most 100%")
    }
  }

  /// `each model` is the default; it has to have a text.
  private var measuredOn: Shape<StatedTokenizer> {
    let card = card
    return .parsed("a model like \(provider.countedModel), or 'each model'") { text throws(QuantityError) in
      StatedTokenizer(model: text == "each model" ? nil : try card.model(named: text))
    }
  }
}

private struct StatedTokenizer: Sendable {
  var model: ModelID?
}
