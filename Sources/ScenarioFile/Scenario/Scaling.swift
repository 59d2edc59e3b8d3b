/// `scale` and `reroute`: all usage so many times as large, and a share of one model's work given to another. They stand in a
/// scenario, and are mostly set: `--scale 2`, or a variant.
///
/// `reroute: 40% of ONE to OTHER` moves that share of the requests of every mix that has the model. Of a
/// workload in dollars it moves that share of the model's dollars, which then come to what the other model's price of input is
/// of the first one's; what is in caches and in long prompts may cost another part, which only requests can say.

import Demand
import Documents
import Pricing
import Providers
import Quantities
import Scenario

extension ScenarioReader {
  func readScale() {
    guard let scale = root.take(keys.scale), scale != .one else { return }
    for index in scenario.workloads.indices {
      do throws(QuantityError) {
        scenario.workloads[index].workload = try scenario.workloads[index].workload.scaled(by: scale)
      } catch {
        findings.error(root.place(keys.scale), error)
      }
    }
  }

  func readReroutes() {
    guard let node = root.find(keys.reroute), !node.isNull else { return }
    let items = if case .sequence(let several) = node.content { several } else { [node] }
    for node in items {
      guard let route = route.read(node, findings) else { continue }
      let touched = scenario.workloads.indices.filter { reroute($0, route, node.place) }
      if touched.isEmpty, !findings.hasErrors {
        findings.error(
          node.place, "no workload uses \(card.models[route.from.index].name) here",
          "name a model of a mix")
      }
    }
  }

  struct Route {
    var share: Ratio
    var from: ModelID
    var to: ModelID
  }

  private var route: Shape<Route> {
    let card = card
    let expected = "a share like 40% of \(provider.usualModel) to \(provider.countedModel)"
    return .parsed(expected) { text throws(QuantityError) in
      let words = text.split(separator: " ").map(String.init)
      guard words.count == 5, words[1] == "of", words[3] == "to" else {
        throw QuantityError("\(quote(text)) is no way for work to go", remedy: "write \(expected)")
      }
      let share = try Ratio(parsing: words[0])
      guard share > .zero, share <= .one else {
        throw QuantityError("a share of \(words[0]) cannot be moved", remedy: "write a share of at most 100%")
      }
      let route = Route(
        share: share, from: try card.model(named: words[2]), to: try card.model(named: words[4]))
      guard route.from != route.to else {
        throw QuantityError("both are the same model", remedy: "name another one to go to")
      }
      return route
    }
  }

  /// False: it does not use the model.
  private func reroute(_ index: Int, _ route: Route, _ place: Place) -> Bool {
    var entry = scenario.workloads[index]
    switch entry.workload.size {
    case .requests(var profile):
      guard let mix = profile.mix.moving(route) else { return false }
      profile.mix = mix
      entry.workload.size = .requests(profile)
    case .spend:
      guard let share = entry.statedModels.first(where: { $0.model == route.from })?.share,
        let mix = entry.statedModels.moving(route)
      else { return false }
      do throws(QuantityError) {
        let worth = try priceOfInput(route)
        // Of the dollars, what goes and what comes of it.
        let going = share.millionths * route.share.millionths / 1_000_000
        let coming = Int64(
          (Int128(going) * worth.to).divided(by: worth.from, rounding: .nearestEven))
        entry.workload = try entry.workload.scaled(by: Ratio(millionths: 1_000_000 - going + coming))
        var shares = mix.filter { $0.model != route.to }
        let before = entry.statedModels.first { $0.model == route.to }?.share.millionths ?? 0
        shares.append(ModelShare(model: route.to, share: Ratio(millionths: before + coming)))
        entry.statedModels = zip(shares, scaledToWhole(shares.map(\.share))).map {
          ModelShare(model: $0.model, share: $1)
        }
      } catch {
        findings.error(place, error)
        return true
      }
    case .fitted, .recorded:
      guard entry.statedModels.contains(where: { $0.model == route.from }) else { return false }
      findings.error(
        place, "\(quote(entry.workload.name)) follows a history, whose models change as it says",
        "state the workload in requests or in dollars to move work from one model to another")
      return true
    }
    scenario.workloads[index] = entry
    return true
  }

  /// A token of input at the start.
  private func priceOfInput(_ route: Route) throws(QuantityError) -> (from: Int128, to: Int128) {
    func price(_ model: ModelID) throws(QuantityError) -> Int128 {
      guard let prices = card.row(model: model, at: start)?.prices(long: false, fast: false),
        prices[.input].count > 0
      else {
        throw QuantityError(
          "the rate card has no price of \(card.models[model.index].name) at \(start.brief)",
          remedy: "name a model that is sold then")
      }
      return Int128(prices[.input].count)
    }
    return (try price(route.from), try price(route.to))
  }
}

extension [ModelShare] {
  /// Nil: the model is not among them.
  fileprivate func moving(_ route: ScenarioReader.Route) -> [ModelShare]? {
    guard let from = firstIndex(where: { $0.model == route.from }) else { return nil }
    var mix = self
    let moved = mix[from].share.millionths * route.share.millionths / 1_000_000
    mix[from].share = Ratio(millionths: mix[from].share.millionths - moved)
    if let to = mix.firstIndex(where: { $0.model == route.to }) {
      mix[to].share = Ratio(millionths: mix[to].share.millionths + moved)
    } else {
      mix.append(ModelShare(model: route.to, share: Ratio(millionths: moved)))
    }
    return mix.filter { $0.share > .zero }
  }
}

extension Shape where Value == Ratio {
  /// `2`, `200%`, `1.5x`: here a bare number is a factor, which is how people say it.
  static var scale: Shape {
    .parsed(
      "a number like 2 or 150%", .pattern("[0-9][0-9_,.]*[%x]?", orNumber: true), text: { $0.description }
    ) { text throws(QuantityError) in
      let scale = try Ratio(parsing: text)
      guard scale > .zero, scale <= .percent(100_000) else {
        throw QuantityError(
          "usage is not scaled by \(quote(text))", remedy: "write more than 0, and at most 1000")
      }
      return scale
    }
  }
}
