// The rooms of the console and who may enter which. The server decides again at every request.
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { has, resume, session, type Role } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    open?: boolean
    who?: Role[]
    title?: [zh: string, en: string]
  }
}

const DECIDERS: Role[] = ['reviewer', 'approver', 'supervisor']

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    { path: '/', name: 'home', component: () => import('./views/AbsentPage.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('./views/SignIn.vue'), meta: { open: true, title: ['登录', 'Sign in'] } },
    { path: '/enrol/:code', name: 'enrol', component: () => import('./views/EnrolOfficer.vue'), meta: { open: true, title: ['启用账号', 'First sign-in'] } },
    { path: '/queue', name: 'queue', component: () => import('./views/WorkQueue.vue'), meta: { who: DECIDERS, title: ['工作队列', 'Work queue'] } },
    { path: '/cases/:id', name: 'case', component: () => import('./views/CaseReview.vue'), meta: { who: DECIDERS, title: ['办件', 'Case'] } },
    { path: '/identities', name: 'identities', component: () => import('./views/IdentityDesk.vue'), meta: { who: ['reviewer'], title: ['身份核验台', 'Identity desk'] } },
    { path: '/money', name: 'money', component: () => import('./views/MoneyDesk.vue'), meta: { who: DECIDERS, title: ['退款与对账', 'Refunds and bills'] } },
    { path: '/notices', name: 'notices', component: () => import('./views/NoticeList.vue'), props: { office: false }, meta: { who: DECIDERS, title: ['我的提醒', 'My notices'] } },
    { path: '/clock', name: 'clock', component: () => import('./views/NoticeList.vue'), props: { office: true }, meta: { who: ['supervisor'], title: ['时限督办', 'Legal clocks'] } },
    { path: '/supervision', name: 'supervision', component: () => import('./views/SupervisionFigures.vue'), meta: { who: ['supervisor'], title: ['效能监督', 'Supervision'] } },
    { path: '/administration/officers', name: 'officers', component: () => import('./views/OfficerList.vue'), meta: { who: ['administrator'], title: ['人员与权限', 'Officers'] } },
    { path: '/administration/audit', name: 'audit', component: () => import('./views/AuditLog.vue'), meta: { who: ['administrator'], title: ['审计日志', 'Audit log'] } },
    { path: '/administration/health', name: 'health', component: () => import('./views/SystemHealth.vue'), meta: { who: ['administrator'], title: ['系统状态', 'System health'] } },
    { path: '/administration/erasures', name: 'erasures', component: () => import('./views/ErasureReport.vue'), meta: { who: ['administrator'], title: ['删除情况', 'Erasures'] } },
    { path: '/catalogues', name: 'catalogues', component: () => import('./views/RuleCatalogue.vue'), meta: { title: ['现行规则', 'Rules in force'] } },
    { path: '/account', name: 'account', component: () => import('./views/MyAccount.vue'), meta: { title: ['我的账号', 'My account'] } },
    { path: '/:rest(.*)*', name: 'absent', component: () => import('./views/AbsentPage.vue'), meta: { title: ['没有这个页面', 'No such page'] } },
  ],
})

function home(): string {
  return has(...DECIDERS) ? 'queue' : 'officers'
}

router.beforeEach(async (to: RouteLocationNormalized) => {
  if (to.meta.open) return true
  if (!session.value && !(await resume())) {
    return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  }
  return to.name === 'home' ? { name: home(), replace: true } : true
})

// Whoever comes to another page begins at its content: screen readers say so, and the keys that scroll reach it.
router.afterEach((to, from) => {
  if (to.path !== from.path && from.name) void nextTick(() => document.getElementById('content')?.focus({ preventScroll: true }))
})

/** Whether the officer at the desk may enter a room. */
export function mayEnter(route: { meta: { who?: Role[] } }): boolean {
  return !route.meta.who || has(...route.meta.who)
}
