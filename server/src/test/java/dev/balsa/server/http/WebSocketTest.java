package dev.balsa.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gateway over WebSocket. */
class WebSocketTest {

  private static final int SECONDS_MAX = 30;

  private final ServerFixture server = new ServerFixture();
  private final HttpClient http = HttpClient.newHttpClient();

  /** Text frames as they come; the end of the connection is a line of its own. */
  private static final class Frames implements WebSocket.Listener {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        lines.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      lines.add("closed " + status);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      lines.add("failed " + error);
    }

    String next() throws InterruptedException {
      return String.valueOf(lines.poll(SECONDS_MAX, TimeUnit.SECONDS));
    }
  }

  private final Frames frames = new Frames();

  @AfterEach
  void stop() {
    server.close();
  }

  private WebSocket open(String path) {
    return http.newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + server.address().getPort() + path), frames)
        .join();
  }

  @Test
  void aWatchTakesFurtherRequestsAndSendsEventsAsTheyHappen() throws Exception {
    WebSocket watch = open("/v3/watch");
    watch.sendText("{\"create_request\":{\"key\":\"YQ==\"}}", true).join();
    assertTrue(frames.next().contains("\"created\":true"));
    watch.sendText("{\"create_request\":{\"key\":\"Yg==\",\"watch_id\":\"7\"}}", true).join();
    assertTrue(frames.next().contains("\"watch_id\":\"7\""));
    Frames put = new Frames();
    http.newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + server.address().getPort() + "/v3/kv/put"), put)
        .join()
        .sendText("{\"key\":\"Yg==\",\"value\":\"MQ==\"}", true)
        .join();
    assertTrue(put.next().contains("\"revision\""));
    assertEquals("closed 1000", put.next());
    String event = frames.next();
    assertTrue(event.contains("\"watch_id\":\"7\"") && event.contains("\"events\""), event);
    watch.sendText("{\"cancel_request\":{\"watch_id\":\"7\"}}", true).join();
    assertTrue(frames.next().contains("\"canceled\":true"));
    watch.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertEquals("closed 1000", frames.next());
    while (server.api.openStreams() > 0) {
      Thread.onSpinWait(); // the handler is told that the client has gone
    }
  }

  @Test
  void keepAliveAnswersEveryMessage() throws Exception {
    WebSocket keepAlive = open("/v3/lease/keepalive");
    for (int i = 0; i < 3; i++) {
      keepAlive.sendText("{\"ID\":\"77\"}", true).join();
      String answer = frames.next();
      assertTrue(answer.startsWith("{\"result\":{") && answer.contains("\"ID\":\"77\""), answer);
    }
    keepAlive.abort();
  }

  @Test
  void whatIsNoMessageEndsTheConversationWithAnError() throws Exception {
    WebSocket watch = open("/v3beta/watch");
    watch.sendText("{\"create_request\":", true).join();
    assertTrue(frames.next().contains("\"code\":3"));
    assertEquals("closed 1000", frames.next());
  }

  @Test
  void anUnknownPathIsToldSo() throws Exception {
    open("/v3/nothing").request(1);
    assertTrue(frames.next().contains("\"code\":5"));
    assertEquals("closed 1000", frames.next());
  }

  @Test
  void pagesBesideTheGatewayAreNoWebSockets() {
    assertThrows(CompletionException.class, () -> open("/version"));
  }
}
