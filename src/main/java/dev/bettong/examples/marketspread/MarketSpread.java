package dev.bettong.examples.marketspread;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * The market spread of Wallaroo: quotes and orders in; out comes every order for a symbol whose bid and offer are too far
 * apart, or that has not been quoted yet.
 *
 * <p>Wallaroo has a source for the quotes and another one for the orders. Here both come from one, so that it is certain
 * which quote an order meets: the last one that was sent before it.
 */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/marketspread/market-spread.properties")
public class MarketSpread {

    static final State<Market> MARKETS = State.named("markets", Market.class, Market::new);

    @Bean
    FramedDecoder<MarketMessage> marketMessage() {
        return Decoder.framed(4, ">I", MarketFormat::decode);
    }

    @Bean
    PartitionFunction<MarketMessage, String> marketSymbol() {
        return MarketMessage::symbol;
    }

    @Bean
    StateComputation<MarketMessage, Market, Rejection> checkOrder() {
        return (message, market) -> switch (message) {
            case Quote quote -> {
                market.take(quote);
                yield Outcome.changedOnly();
            }
            case Order order -> market.rejects() ? Outcome.unchanged(market.rejection(order)) : Outcome.none();
        };
    }

    @Bean
    Encoder<Rejection> rejectionFrame() {
        return MarketFormat::encode;
    }

    @Bean
    Pipeline marketSpreadPipeline(
            FramedDecoder<MarketMessage> marketMessage,
            PartitionFunction<MarketMessage, String> marketSymbol,
            StateComputation<MarketMessage, Market, Rejection> checkOrder,
            Encoder<Rejection> rejectionFrame) {
        return Pipeline.named("Market Spread")
                .from(Source.tcp("market-spread-in", marketMessage))
                .partition(marketSymbol)
                .computeState("check order", MARKETS, checkOrder)
                .to(Sink.tcp("market-spread-out", rejectionFrame));
    }
}
