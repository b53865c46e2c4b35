//go:build e2e && linux && desktop

// Wails makes its one web view by a function of WebKit's. The linker takes a function of that name from the program first, so here
// is one that makes the same view, only open to automation.
#include <webkit2/webkit2.h>

static WebKitWebView *only_view;

static WebKitWebView *give_view(WebKitAutomationSession *session, gpointer data) { return only_view; }

static void on_session(WebKitWebContext *context, WebKitAutomationSession *session, gpointer data) {
  WebKitApplicationInfo *info = webkit_application_info_new();
  webkit_application_info_set_name(info, "sekisho-desktop");
  webkit_automation_session_set_application_info(session, info);
  webkit_application_info_unref(info);
  g_signal_connect(session, "create-web-view", G_CALLBACK(give_view), NULL);
}

GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *manager) {
  WebKitWebContext *context = webkit_web_context_get_default();
  webkit_web_context_set_automation_allowed(context, TRUE);
  g_signal_connect(context, "automation-started", G_CALLBACK(on_session), NULL);
  only_view = g_object_new(WEBKIT_TYPE_WEB_VIEW, "user-content-manager", manager, "is-controlled-by-automation", TRUE, NULL);
  return GTK_WIDGET(only_view);
}
