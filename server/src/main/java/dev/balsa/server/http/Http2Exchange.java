package dev.balsa.server.http;

import dev.balsa.server.gateway.GatewayCall;
import dev.balsa.server.gateway.GatewayReply;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A request over HTTP/2 that is not gRPC, and its answer. Belongs to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class Http2Exchange implements GatewayReply {

  private final GrpcHttp2ConnectionHandler connection;
  private final ChannelHandlerContext ctx;
  private final int streamId;
  private final HttpQuery query;
  private final HttpHeaders headers = new DefaultHttpHeaders();
  private final Consumer<Http2Exchange> whenEnded;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private HttpRequestIn request;
  private GatewayCall call;

  /**
   * What would be written without waiting for the client to read. This answer's alone: what is
   * pending on the connection would make this one wait for others, who do not tell it when they are
   * through.
   */
  private static final int MAX_UNREAD_BYTES = 64 << 10;

  /** Written to the connection and not gone yet. */
  private final AtomicInteger unreadBytes = new AtomicInteger();

  private boolean begun;
  private boolean over;

  /**
   * @param whenEnded told once, when the last of the answer has left
   */
  Http2Exchange(
      GrpcHttp2ConnectionHandler connection,
      ChannelHandlerContext ctx,
      int streamId,
      HttpQuery query,
      Http2Headers sent,
      Consumer<Http2Exchange> whenEnded) {
    this.connection = connection;
    this.ctx = ctx;
    this.streamId = streamId;
    this.query = query;
    this.whenEnded = whenEnded;
    for (Map.Entry<CharSequence, CharSequence> header : sent) {
      String name = header.getKey().toString();
      if (!name.startsWith(":")) {
        headers.add(name, header.getValue());
      } else if (name.equals(":authority")) {
        headers.set(HttpHeaderNames.HOST, header.getValue());
      }
    }
  }

  int streamId() {
    return streamId;
  }

  /** Bytes of the body that have come. */
  int heldBytes() {
    return body.size();
  }

  void take(ByteBuf data) {
    byte[] bytes = new byte[data.readableBytes()];
    data.getBytes(data.readerIndex(), bytes);
    body.writeBytes(bytes);
  }

  /** The whole request is here. */
  void serve(HttpSide http, Security security) {
    request =
        new HttpRequestIn(
            query,
            headers,
            body.toString(StandardCharsets.UTF_8),
            true,
            http.policy().allowedOrigin(headers.get(HttpHeaderNames.ORIGIN)));
    HttpAnswer atOnce = http.answerAtOnce(request, security);
    if (atOnce != null) {
      request = atOnce.isError() ? request.ungranted() : request;
      write(atOnce);
    } else if (http.gateway() != null && http.ownsPath(query.path())) {
      Map<String, String> lowered = new HashMap<>();
      headers.forEach(
          entry -> lowered.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
      call = http.gateway().open(query.method(), query.path(), lowered, request.body(), this);
    } else {
      http.pages().serve(request, answer -> ctx.executor().execute(() -> write(answer)));
    }
  }

  private void write(HttpAnswer answer) {
    Http2Headers head = head(answer.status(), answer.contentType());
    head.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.content().length);
    if (answer.allow() != null) {
      head.set(HttpHeaderNames.ALLOW, answer.allow());
    }
    writeHead(head);
    data(answer.content(), true);
  }

  private Http2Headers head(int status, String contentType) {
    HttpHeaders granted = new DefaultHttpHeaders();
    request.grantOrigin(granted);
    Http2Headers head = new DefaultHttp2Headers().status(Integer.toString(status));
    head.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    granted.forEach(entry -> head.set(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
    return head;
  }

  private void writeHead(Http2Headers head) {
    if (!over && isOpen()) {
      begun = true;
      connection.encoder().writeHeaders(ctx, streamId, head, 0, false, ctx.newPromise());
    }
  }

  private void data(byte[] bytes, boolean last) {
    if (over) {
      return;
    }
    over = last;
    if (isOpen()) {
      ChannelPromise written = ctx.newPromise();
      unreadBytes.addAndGet(bytes.length);
      written.addListener(sent -> left(bytes.length, last));
      connection
          .encoder()
          .writeData(ctx, streamId, Unpooled.wrappedBuffer(bytes), 0, last, written);
      connection.flush(ctx); // not ctx.flush(): flow control would keep the rest
    } else if (last) {
      whenEnded.accept(this);
    }
  }

  /** What was written has left, or never will. */
  private void left(int bytes, boolean last) {
    unreadBytes.addAndGet(-bytes);
    if (last) {
      whenEnded.accept(this);
    } else {
      writable();
    }
  }

  private boolean isOpen() {
    return ctx.channel().isActive() && stream() != null;
  }

  private Http2Stream stream() {
    return connection.connection().stream(streamId);
  }

  @Override
  public Executor executor() {
    return ctx.executor();
  }

  @Override
  public boolean isReady() {
    return unreadBytes.get() < MAX_UNREAD_BYTES;
  }

  @Override
  public void answer(int httpStatus, String json) {
    write(new HttpAnswer(httpStatus, HttpAnswer.JSON, json.getBytes(StandardCharsets.UTF_8), null));
  }

  @Override
  public void line(int httpStatus, String json) {
    begin(httpStatus);
    data((json + "\n").getBytes(StandardCharsets.UTF_8), false);
  }

  private void begin(int httpStatus) {
    if (!begun) {
      writeHead(head(httpStatus, HttpAnswer.JSON));
    }
  }

  @Override
  public void end() {
    begin(200);
    data(new byte[0], true);
  }

  /** What was written has left: there may be room for more. */
  private void writable() {
    if (call != null && !over && isReady()) {
      call.writable();
    }
  }

  /** The client has gone, or wants no answer any more. */
  void cancelled() {
    over = true;
    if (call != null) {
      call.cancelled();
    }
  }
}
